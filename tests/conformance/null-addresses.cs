// Reads and writes through addresses that are null or near null throw NullReferenceException, where a handler of the same
// method finds it, too: ECMA-335 III.3.42, III.3.62, III.4.2.
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Threading;

public struct CalleesWord { public int first, second; public int Sum () { return first + second; } }
public struct CalleesTwo { public long first, second; }
public struct CalleesLarge { public long a, b, c, d, e, f, g, h; }
// Stock mono copies one with a call into native code, where a fault ends the process.
public struct CalleesHuge { public CalleesLarge a, b, c; }
public struct CalleesWithReferences { public object first; public int second; public object third; }
public struct CalleesOdd { public byte a, b, c; }

static class CallersOfNull {
	static readonly AssemblyBuilder assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (
		new AssemblyName ("addresses"), AssemblyBuilderAccess.Run);
	static readonly TypeBuilder type = assembly.DefineDynamicModule ("addresses").DefineType ("CalleesOfNull",
		TypeAttributes.Public);
	static readonly List<string> names = new List<string> ();

	// Three methods with the same instructions: without a handler, with one around, and with one around a small method that
	// may be inlined.
	static void Define (string name, Action<ILGenerator> body)
	{
		var signature = new [] { typeof (IntPtr), typeof (int) };
		var bare = type.DefineMethod (name, MethodAttributes.Public | MethodAttributes.Static, typeof (void), signature);
		var il = bare.GetILGenerator ();
		body (il);
		il.Emit (OpCodes.Ret);
		foreach (bool calls in new [] { false, true }) {
			var around = type.DefineMethod (name + (calls ? "Around" : "Here"),
				MethodAttributes.Public | MethodAttributes.Static, typeof (string), signature);
			il = around.GetILGenerator ();
			var result = il.DeclareLocal (typeof (string));
			il.Emit (OpCodes.Ldstr, "nothing");
			il.Emit (OpCodes.Stloc, result);
			il.BeginExceptionBlock ();
			if (calls) {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldarg_1);
				il.Emit (OpCodes.Call, bare);
			} else {
				body (il);
			}
			il.BeginCatchBlock (typeof (NullReferenceException));
			il.Emit (OpCodes.Pop);
			il.Emit (OpCodes.Ldstr, "caught");
			il.Emit (OpCodes.Stloc, result);
			il.EndExceptionBlock ();
			il.Emit (OpCodes.Ldloc, result);
			il.Emit (OpCodes.Ret);
		}
		names.Add (name);
	}

	static void DefineLoads ()
	{
		foreach (var code in new [] { OpCodes.Ldind_I1, OpCodes.Ldind_U1, OpCodes.Ldind_I2, OpCodes.Ldind_U2,
			OpCodes.Ldind_I4, OpCodes.Ldind_U4, OpCodes.Ldind_I8, OpCodes.Ldind_I, OpCodes.Ldind_R4, OpCodes.Ldind_R8,
			OpCodes.Ldind_Ref }) {
			Define (code.Name, il => { il.Emit (OpCodes.Ldarg_0); il.Emit (code); il.Emit (OpCodes.Pop); });
			Define (code.Name + " volatile", il => {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Volatile);
				il.Emit (code);
				il.Emit (OpCodes.Pop);
			});
		}
	}

	static void DefineStores ()
	{
		foreach (var code in new [] { OpCodes.Stind_I1, OpCodes.Stind_I2, OpCodes.Stind_I4, OpCodes.Stind_I8,
			OpCodes.Stind_I, OpCodes.Stind_R4, OpCodes.Stind_R8, OpCodes.Stind_Ref })
			Define (code.Name, il => {
				il.Emit (OpCodes.Ldarg_0);
				if (code == OpCodes.Stind_Ref)
					il.Emit (OpCodes.Ldstr, "a string");
				else
					il.Emit (OpCodes.Ldc_I4_1);
				if (code == OpCodes.Stind_I8)
					il.Emit (OpCodes.Conv_I8);
				if (code == OpCodes.Stind_I)
					il.Emit (OpCodes.Conv_I);
				if (code == OpCodes.Stind_R4)
					il.Emit (OpCodes.Conv_R4);
				if (code == OpCodes.Stind_R8)
					il.Emit (OpCodes.Conv_R8);
				il.Emit (code);
			});
	}

	static void DefineValues ()
	{
		foreach (var klass in new [] { typeof (int), typeof (double), typeof (string), typeof (CalleesWord),
			typeof (CalleesTwo), typeof (CalleesLarge), typeof (CalleesWithReferences), typeof (CalleesOdd) }) {
			Define ("ldobj " + klass.Name, il => {
				var local = il.DeclareLocal (klass);
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldobj, klass);
				il.Emit (OpCodes.Stloc, local);
			});
			Define ("stobj " + klass.Name, il => {
				var local = il.DeclareLocal (klass);
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldloc, local);
				il.Emit (OpCodes.Stobj, klass);
			});
			Define ("initobj " + klass.Name, il => { il.Emit (OpCodes.Ldarg_0); il.Emit (OpCodes.Initobj, klass); });
			Define ("cpobj to " + klass.Name, il => {
				var local = il.DeclareLocal (klass);
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldloca, local);
				il.Emit (OpCodes.Cpobj, klass);
			});
			Define ("cpobj from " + klass.Name, il => {
				var local = il.DeclareLocal (klass);
				il.Emit (OpCodes.Ldloca, local);
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Cpobj, klass);
			});
		}
		Define ("initobj of a huge value", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Initobj, typeof (CalleesHuge));
		});
		foreach (var klass in new [] { typeof (CalleesWord), typeof (CalleesTwo), typeof (CalleesWithReferences) }) {
			var field = klass.GetField ("second");
			Define ("ldfld " + klass.Name, il => {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldfld, field);
				il.Emit (OpCodes.Pop);
			});
			Define ("stfld " + klass.Name, il => {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldarg_1);
				if (klass == typeof (CalleesTwo))
					il.Emit (OpCodes.Conv_I8);
				il.Emit (OpCodes.Stfld, field);
			});
		}
		Define ("call of a value's method", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Call, typeof (CalleesWord).GetMethod ("Sum"));
			il.Emit (OpCodes.Box, typeof (int));
			il.Emit (OpCodes.Call, typeof (GC).GetMethod ("KeepAlive"));
		});
		Define ("constrained call", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Constrained, typeof (CalleesTwo));
			il.Emit (OpCodes.Callvirt, typeof (object).GetMethod ("GetType"));
			il.Emit (OpCodes.Pop);
		});
	}

	static void DefineBlocks ()
	{
		foreach (int size in new [] { -1, 0, 1, 8, 24, 100, 1000 }) {
			Action<ILGenerator> push = il => {
				if (size < 0)
					il.Emit (OpCodes.Ldarg_1);
				else
					il.Emit (OpCodes.Ldc_I4, size);
			};
			foreach (int value in new [] { 0, 7 })
				Define ("initblk " + size + " of " + value, il => {
					il.Emit (OpCodes.Ldarg_0);
					il.Emit (OpCodes.Ldc_I4, value);
					push (il);
					il.Emit (OpCodes.Initblk);
				});
			// cpblk from or to null kills the process under stock mono, unless it is made of moves.
			if (size < 0 || size > 24)
				continue;
			foreach (bool from in new [] { false, true })
				Define ("cpblk " + (from ? "from " : "to ") + size, il => {
					var local = il.DeclareLocal (typeof (CalleesLarge));
					if (from)
						il.Emit (OpCodes.Ldloca, local);
					il.Emit (OpCodes.Ldarg_0);
					if (!from)
						il.Emit (OpCodes.Ldloca, local);
					push (il);
					il.Emit (OpCodes.Cpblk);
				});
		}
	}

	static void DefineAtomics ()
	{
		Define ("Interlocked.Increment", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Call, typeof (Interlocked).GetMethod ("Increment", new [] { typeof (int).MakeByRefType () }));
			il.Emit (OpCodes.Pop);
		});
		Define ("Interlocked.Exchange", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldarg_1);
			il.Emit (OpCodes.Call, typeof (Interlocked).GetMethod ("Exchange",
				new [] { typeof (int).MakeByRefType (), typeof (int) }));
			il.Emit (OpCodes.Pop);
		});
		Define ("Volatile.Read", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Call, typeof (Volatile).GetMethod ("Read", new [] { typeof (long).MakeByRefType () }));
			il.Emit (OpCodes.Pop);
		});
		Define ("Volatile.Write", il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldarg_1);
			il.Emit (OpCodes.Call, typeof (Volatile).GetMethod ("Write",
				new [] { typeof (int).MakeByRefType (), typeof (int) }));
		});
	}

	static string Try (Action<IntPtr, int> method, IntPtr address, int size)
	{
		try {
			method (address, size);
			return "nothing";
		} catch (NullReferenceException e) {
			return e.Message;
		}
	}

	static void Main ()
	{
		DefineLoads ();
		DefineStores ();
		DefineValues ();
		DefineBlocks ();
		DefineAtomics ();
		var made = type.CreateType ();
		foreach (string name in names) {
			var bare = (Action<IntPtr, int>) Delegate.CreateDelegate (typeof (Action<IntPtr, int>), made.GetMethod (name));
			foreach (int address in new [] { 0, 8, 0xF00 }) {
				var pointer = new IntPtr (address);
				Console.Write ("{0} at {1:x}: {2};", name, address, Try (bare, pointer, 40));
				foreach (string suffix in new [] { "Here", "Around" }) {
					var caught = (Func<IntPtr, int, string>) Delegate.CreateDelegate (typeof (Func<IntPtr, int, string>),
						made.GetMethod (name + suffix));
					string outcome;
					try {
						outcome = caught (pointer, 40);
					} catch (Exception e) {
						outcome = "missed " + e.GetType ();
					}
					Console.Write (" {0}", outcome);
				}
				Console.WriteLine ();
			}
		}
	}
}
