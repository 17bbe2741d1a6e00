// Dynamic methods: each kind of token, closures, visibility, calls of each other, many that are dropped
// (System.Reflection.Emit.DynamicMethod; tokens: ECMA-335 III.1.9)
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

struct Pair { public int A; public string B; }

class Generic<T> {
	public static T Last;
	public T Value;
	public U Pick<U> (T a, U b) { Value = a; return b; }
	public static string Name<U> () { return typeof (T).Name + " " + typeof (U).Name; }
}

class Callees {
	int secret = 40;
	static string Hidden (string text, int number) { return text + number; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Twice (int a) { return 2 * a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual string Virtual (int a) { return "base " + a; }

	/* A method that the way "callees" compiles; its body is EMIT's. */
	public static T Make<T> (string name, Type result, Type[] parameters, bool skipsVisibility, Action<ILGenerator> emit)
		where T : class
	{
		return (T) (object) Create (name, result, parameters, skipsVisibility, emit).CreateDelegate (typeof (T));
	}

	public static DynamicMethod Create (string name, Type result, Type[] parameters, bool skipsVisibility,
		Action<ILGenerator> emit)
	{
		var method = new DynamicMethod (name, result, parameters, typeof (Callees), skipsVisibility);
		emit (method.GetILGenerator ());
		return method;
	}
}

class CalleesDerived : Callees {
	public override string Virtual (int a) { return "derived " + a; }
}

static class Callers {
	const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

	static void Constants ()
	{
		var text = Callees.Make<Func<string>> ("text", typeof (string), Type.EmptyTypes, false, il => {
			il.Emit (OpCodes.Ldstr, "a text with \u03b1 and \0 in it");
			il.Emit (OpCodes.Ret);
		});
		Report.Value ("text", text ());
		Report.Value ("interned", ReferenceEquals (text (), string.Intern (text ())));
		var numbers = Callees.Make<Func<double>> ("numbers", typeof (double), Type.EmptyTypes, false, il => {
			il.Emit (OpCodes.Ldc_I8, 1L << 40);
			il.Emit (OpCodes.Conv_R8);
			il.Emit (OpCodes.Ldc_R8, 0.5);
			il.Emit (OpCodes.Add);
			il.Emit (OpCodes.Ldc_R4, 0.25f);
			il.Emit (OpCodes.Conv_R8);
			il.Emit (OpCodes.Add);
			il.Emit (OpCodes.Ret);
		});
		Report.Value ("numbers", numbers ());
	}

	static void Handles ()
	{
		Type[] types = { typeof (int), typeof (string), typeof (Pair), typeof (int[]), typeof (int[,]),
			typeof (Generic<Pair>), typeof (List<>), typeof (int*), typeof (DayOfWeek), typeof (void) };
		foreach (Type type in types) {
			Func<Type> get = Callees.Make<Func<Type>> ("type", typeof (Type), Type.EmptyTypes, false, il => {
				il.Emit (OpCodes.Ldtoken, type);
				il.Emit (OpCodes.Call, typeof (Type).GetMethod ("GetTypeFromHandle"));
				il.Emit (OpCodes.Ret);
			});
			Report.Line (get ().ToString ());
		}
		MethodInfo target = typeof (Callees).GetMethod ("Twice");
		var method = Callees.Make<Func<RuntimeMethodHandle>> ("method", typeof (RuntimeMethodHandle), Type.EmptyTypes,
			false, il => { il.Emit (OpCodes.Ldtoken, target); il.Emit (OpCodes.Ret); });
		Report.Line (MethodBase.GetMethodFromHandle (method ()).ToString ());
		FieldInfo field = typeof (Pair).GetField ("B");
		var handle = Callees.Make<Func<RuntimeFieldHandle>> ("field", typeof (RuntimeFieldHandle), Type.EmptyTypes, false,
			il => { il.Emit (OpCodes.Ldtoken, field); il.Emit (OpCodes.Ret); });
		Report.Line (FieldInfo.GetFieldFromHandle (handle ()).ToString ());
	}

	static void Generics ()
	{
		Type type = typeof (Generic<Pair>);
		var name = Callees.Make<Func<string>> ("name", typeof (string), Type.EmptyTypes, false, il => {
			il.Emit (OpCodes.Call, type.GetMethod ("Name").MakeGenericMethod (typeof (long)));
			il.Emit (OpCodes.Ret);
		});
		Report.Line (name ());
		var pick = Callees.Make<Func<string, Pair, string>> ("pick", typeof (string),
			new[] { typeof (string), typeof (Pair) }, false, il => {
				LocalBuilder made = il.DeclareLocal (type), pair = il.DeclareLocal (typeof (Pair));
				il.Emit (OpCodes.Newobj, type.GetConstructor (Type.EmptyTypes));
				il.Emit (OpCodes.Stloc, made);
				il.Emit (OpCodes.Ldloc, made);
				il.Emit (OpCodes.Ldarg_1);
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Callvirt, type.GetMethod ("Pick").MakeGenericMethod (typeof (string)));
				il.Emit (OpCodes.Ldloc, made);
				il.Emit (OpCodes.Ldfld, type.GetField ("Value"));
				il.Emit (OpCodes.Stloc, pair);
				il.Emit (OpCodes.Ldloca, pair);
				il.Emit (OpCodes.Ldfld, typeof (Pair).GetField ("B"));
				il.Emit (OpCodes.Call, typeof (string).GetMethod ("Concat", new[] { typeof (string), typeof (string) }));
				il.Emit (OpCodes.Ret);
			});
		Report.Line (pick ("one ", new Pair { A = 1, B = "two" }));
		var last = Callees.Make<Func<string, string>> ("last", typeof (string), new[] { typeof (string) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Stsfld, typeof (Generic<string>).GetField ("Last"));
			il.Emit (OpCodes.Ldsfld, typeof (Generic<string>).GetField ("Last"));
			il.Emit (OpCodes.Ret);
		});
		Report.Line (last ("last") + " " + Generic<string>.Last);
	}

	static void Types ()
	{
		var test = Callees.Make<Func<object, string>> ("test", typeof (string), new[] { typeof (object) }, false, il => {
			Label other = il.DefineLabel (), end = il.DefineLabel ();
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Isinst, typeof (IEnumerable<string>));
			il.Emit (OpCodes.Brtrue, other);
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Castclass, typeof (string));
			il.Emit (OpCodes.Br, end);
			il.MarkLabel (other);
			il.Emit (OpCodes.Ldstr, "strings");
			il.MarkLabel (end);
			il.Emit (OpCodes.Ret);
		});
		Report.Line (test (new string[0]) + " " + test ("text"));
		Report.Throws ("cast", () => test (1));
		var box = Callees.Make<Func<Pair, object>> ("box", typeof (object), new[] { typeof (Pair) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Box, typeof (Pair));
			il.Emit (OpCodes.Ret);
		});
		Report.Line (((Pair) box (new Pair { B = "boxed" })).B);
		var make = Callees.Make<Func<int, Pair[]>> ("make", typeof (Pair[]), new[] { typeof (int) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Newarr, typeof (Pair));
			il.Emit (OpCodes.Dup);
			il.Emit (OpCodes.Ldc_I4_1);
			il.Emit (OpCodes.Ldelema, typeof (Pair));
			il.Emit (OpCodes.Ldc_I4_7);
			il.Emit (OpCodes.Stfld, typeof (Pair).GetField ("A"));
			il.Emit (OpCodes.Ret);
		});
		Report.Value ("make", make (2) [1].A);
		Report.Throws ("make", () => make (1));
	}

	static void Calls ()
	{
		var twice = Callees.Make<Func<int, int>> ("twice", typeof (int), new[] { typeof (int) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldftn, typeof (Callees).GetMethod ("Twice"));
			il.EmitCalli (OpCodes.Calli, CallingConventions.Standard, typeof (int), new[] { typeof (int) }, null);
			il.Emit (OpCodes.Ret);
		});
		Report.Value ("calli", twice (21));
		var call = Callees.Make<Func<Callees, int, string>> ("virtual", typeof (string),
			new[] { typeof (Callees), typeof (int) }, false, il => {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldarg_1);
				il.Emit (OpCodes.Callvirt, typeof (Callees).GetMethod ("Virtual"));
				il.Emit (OpCodes.Ret);
			});
		Report.Line (call (new Callees (), 1) + " " + call (new CalleesDerived (), 2));
		Report.Throws ("null", () => call (null, 3));

		DynamicMethod inner = Callees.Create ("inner", typeof (int), new[] { typeof (int) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldc_I4_3);
			il.Emit (OpCodes.Mul);
			il.Emit (OpCodes.Ret);
		});
		var outer = Callees.Make<Func<int, int>> ("outer", typeof (int), new[] { typeof (int) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Call, inner);
			il.Emit (OpCodes.Ldc_I4_1);
			il.Emit (OpCodes.Add);
			il.Emit (OpCodes.Ret);
		});
		Report.Value ("outer", outer (5));
		DynamicMethod factorial = new DynamicMethod ("factorial", typeof (long), new[] { typeof (long) },
			typeof (Callees));
		ILGenerator body = factorial.GetILGenerator ();
		Label done = body.DefineLabel ();
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Brfalse, done);
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Ldc_I4_1);
		body.Emit (OpCodes.Conv_I8);
		body.Emit (OpCodes.Sub);
		body.Emit (OpCodes.Call, factorial);
		body.Emit (OpCodes.Mul);
		body.Emit (OpCodes.Ret);
		body.MarkLabel (done);
		body.Emit (OpCodes.Ldc_I4_1);
		body.Emit (OpCodes.Conv_I8);
		body.Emit (OpCodes.Ret);
		var recursive = (Func<long, long>) factorial.CreateDelegate (typeof (Func<long, long>));
		Report.Value ("factorial", recursive (15));
		Report.Value ("reflection", factorial.Invoke (null, new object[] { 6L }));
	}

	static void Closures ()
	{
		DynamicMethod method = Callees.Create ("closed", typeof (int), new[] { typeof (int[]), typeof (int) }, false,
			il => {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldc_I4_0);
				il.Emit (OpCodes.Ldelema, typeof (int));
				il.Emit (OpCodes.Dup);
				il.Emit (OpCodes.Ldind_I4);
				il.Emit (OpCodes.Ldarg_1);
				il.Emit (OpCodes.Add);
				il.Emit (OpCodes.Stind_I4);
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldc_I4_0);
				il.Emit (OpCodes.Ldelem_I4);
				il.Emit (OpCodes.Ret);
			});
		int[] one = { 1 }, two = { 100 };
		var first = (Func<int, int>) method.CreateDelegate (typeof (Func<int, int>), one);
		var second = (Func<int, int>) method.CreateDelegate (typeof (Func<int, int>), two);
		Report.Line (first (1) + " " + second (1) + " " + first (1) + " " + (first + second) (1) + " " + one [0]);
		var step = Callees.Make<Action<int>> ("thrower", typeof (void), new[] { typeof (int) }, false, il => {
			il.Emit (OpCodes.Ldstr, "thrown");
			il.Emit (OpCodes.Newobj, typeof (InvalidOperationException).GetConstructor (new[] { typeof (string) }));
			il.Emit (OpCodes.Throw);
		});
		Report.Throws ("thrower", () => step (1));
	}

	static void Visibility ()
	{
		FieldInfo secret = typeof (Callees).GetField ("secret", All);
		var field = Callees.Make<Func<Callees, int>> ("field", typeof (int), new[] { typeof (Callees) }, true, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldfld, secret);
			il.Emit (OpCodes.Ret);
		});
		Report.Value ("field", field (new Callees ()));
		MethodInfo hidden = typeof (Callees).GetMethod ("Hidden", All);
		var call = Callees.Make<Func<string, int, string>> ("call", typeof (string),
			new[] { typeof (string), typeof (int) }, true, il => {
				il.Emit (OpCodes.Ldarg_0);
				il.Emit (OpCodes.Ldarg_1);
				il.Emit (OpCodes.Call, hidden);
				il.Emit (OpCodes.Ret);
			});
		Report.Line (call ("number ", 5));
		foreach (bool skips in new[] { false, true }) {
			var method = new DynamicMethod ("foreign", typeof (int), new[] { typeof (Callees) }, skips);
			ILGenerator il = method.GetILGenerator ();
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldfld, secret);
			il.Emit (OpCodes.Ret);
			Report.Throws ("foreign, skips " + skips,
				() => ((Func<Callees, int>) method.CreateDelegate (typeof (Func<Callees, int>))) (new Callees ()));
		}
	}

	static int sum;

	static void Drop (int i)
	{
		var add = Callees.Make<Func<object, int>> ("drop", typeof (int), new[] { typeof (object) }, false, il => {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Castclass, typeof (IList<string>));
			il.Emit (OpCodes.Pop);
			il.Emit (OpCodes.Ldc_I4, i);
			il.Emit (OpCodes.Call, typeof (Callees).GetMethod ("Twice"));
			il.Emit (OpCodes.Ret);
		});
		sum += add (new string[1]);
	}

	static void Freed ()
	{
		for (int i = 0; i < 600; i++) {
			Drop (i);
			if (i % 50 == 0) {
				GC.Collect ();
				GC.WaitForPendingFinalizers ();
			}
		}
		Report.Value ("sum", sum);
	}

	public static void Run ()
	{
		Constants ();
		Handles ();
		Generics ();
		Types ();
		Calls ();
		Closures ();
		Visibility ();
		Freed ();
	}
}

class Program {
	static void Main () { Callers.Run (); }
}
