// Traces of exceptions where blocks are to be set at addresses near null: the runtime sets large ones, and those of a size
// that is not known, in a method of its own (ECMA-335 III.3.36, III.4.5)
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;

[StructLayout (LayoutKind.Sequential, Size = 8)] public struct CalleesBytes8 {}
[StructLayout (LayoutKind.Sequential, Size = 24)] public struct CalleesBytes24 {}
[StructLayout (LayoutKind.Sequential, Size = 40)] public struct CalleesBytes40 {}
[StructLayout (LayoutKind.Sequential, Size = 41)] public struct CalleesBytes41 {}
[StructLayout (LayoutKind.Sequential, Size = 48)] public struct CalleesBytes48 {}
[StructLayout (LayoutKind.Sequential, Size = 80)] public struct CalleesBytes80 {}
[StructLayout (LayoutKind.Sequential, Size = 81)] public struct CalleesBytes81 {}
[StructLayout (LayoutKind.Sequential, Size = 128)] public struct CalleesBytes128 {}
[StructLayout (LayoutKind.Sequential, Size = 129)] public struct CalleesBytes129 {}
[StructLayout (LayoutKind.Sequential, Size = 1000)] public struct CalleesBytes1000 {}
public struct CalleesObjects { public object a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r; }

static class CallersOfBlocks {
	static readonly TypeBuilder type = AppDomain.CurrentDomain.DefineDynamicAssembly (new AssemblyName ("blocks"),
		AssemblyBuilderAccess.Run).DefineDynamicModule ("blocks").DefineType ("CalleesOfBlocks", TypeAttributes.Public);
	static readonly List<string> names = new List<string> ();

	static void Define (string name, Action<ILGenerator> body)
	{
		var method = type.DefineMethod (name, MethodAttributes.Public | MethodAttributes.Static, typeof (void),
			new [] { typeof (IntPtr), typeof (int), typeof (int) });
		method.SetImplementationFlags (MethodImplAttributes.NoInlining);
		var il = method.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		body (il);
		il.Emit (OpCodes.Ret);
		names.Add (name);
	}

	// SIZE or VALUE of -1: the argument
	static void DefineBlock (int value, int size, OpCode? prefix)
	{
		Define ("initblk of " + value + ", " + size + " bytes " + prefix, il => {
			if (value < 0)
				il.Emit (OpCodes.Ldarg_1);
			else
				il.Emit (OpCodes.Ldc_I4, value);
			if (size < 0)
				il.Emit (OpCodes.Ldarg_2);
			else
				il.Emit (OpCodes.Ldc_I4, size);
			if (prefix == OpCodes.Unaligned)
				il.Emit (OpCodes.Unaligned, (byte) 1);
			else if (prefix != null)
				il.Emit (prefix.Value);
			il.Emit (OpCodes.Initblk);
		});
	}

	static string Trace (Exception e)
	{
		string text = e.GetType ().Name;
		foreach (string line in e.StackTrace.Split ('\n'))
			if (!line.Contains ("CallersOfBlocks") && !line.Contains ("wrapper"))
				text += "\n    " + line.Split ('[') [0].Trim ();
		return text;
	}

	static void Main ()
	{
		foreach (int size in new [] { -1, 0, 1, 8, 9, 16, 17, 24, 40, 41, 48, 80, 81, 128, 129, 136, 1000 })
			foreach (int value in new [] { -1, 0, 7 })
				DefineBlock (value, size, null);
		foreach (int size in new [] { -1, 8, 16, 17, 40, 128 }) {
			DefineBlock (0, size, OpCodes.Unaligned);
			DefineBlock (0, size, OpCodes.Volatile);
		}
		foreach (var klass in new [] { typeof (CalleesBytes8), typeof (CalleesBytes24), typeof (CalleesBytes40),
			typeof (CalleesBytes41), typeof (CalleesBytes48), typeof (CalleesBytes80), typeof (CalleesBytes81),
			typeof (CalleesBytes128), typeof (CalleesBytes129), typeof (CalleesBytes1000), typeof (CalleesObjects) })
			Define ("initobj " + klass.Name, il => il.Emit (OpCodes.Initobj, klass));
		var made = type.CreateType ();
		foreach (string name in names) {
			var method = (Action<IntPtr, int, int>) Delegate.CreateDelegate (typeof (Action<IntPtr, int, int>),
				made.GetMethod (name));
			foreach (int size in name.Contains ("-1 bytes") ? new [] { 0, 1, 40, -3 } : new [] { 5 })
				foreach (int address in new [] { 0, 0xF00 }) {
					string outcome = "nothing";
					try {
						method (new IntPtr (address), 7, size);
					} catch (NullReferenceException e) {
						outcome = Trace (e);
					}
					Console.WriteLine ("{0} at {1:x}, {2}: {3}", name, address, size, outcome);
				}
		}
	}
}
