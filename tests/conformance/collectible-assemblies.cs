// Code in collectible assemblies, many of which are made, run, dropped and collected: types, generics over them, static
// and thread-static fields, delegates, interfaces, clauses (AssemblyBuilderAccess.RunAndCollect). With two numbers as
// arguments, tests/lifetime measures by how much memory grows from the first number of assemblies to the second.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

public interface IRound {
	string Run (int seed);
}

/* One assembly: a generic class, a delegate type, and a class that uses both. */
class Maker {
	const MethodAttributes Shared = MethodAttributes.Public | MethodAttributes.Static;
	const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final;
	const MethodAttributes Constructor = MethodAttributes.Public | MethodAttributes.HideBySig
		| MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;

	readonly ModuleBuilder module;
	TypeBuilder box, unary, node;
	FieldBuilder boxLast, boxCount;
	MethodBuilder swap, invoke, sum, add, apply, cast, perThread;
	ConstructorBuilder makeUnary;

	public Maker (int number)
	{
		AssemblyBuilder assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (
			new AssemblyName ("collectible" + number), AssemblyBuilderAccess.RunAndCollect);
		module = assembly.DefineDynamicModule ("collectible" + number);
	}

	public Type Make ()
	{
		DefineBox ();
		DefineDelegate ();
		node = module.DefineType ("CalleesNode", TypeAttributes.Public, typeof (object), new [] { typeof (IRound) });
		DefineSum ();
		DefineDelegateUse ();
		DefineCast ();
		DefinePerThread ();
		DefineRun ();
		box.CreateType ();
		unary.CreateType ();
		return node.CreateType ();
	}

	/* class CalleesBox<T> { public static T last; public static int count; static T Swap (T value) } */
	void DefineBox ()
	{
		box = module.DefineType ("CalleesBox", TypeAttributes.Public);
		Type parameter = box.DefineGenericParameters ("T") [0];
		Type own = box.MakeGenericType (parameter);
		boxLast = box.DefineField ("last", parameter, FieldAttributes.Public | FieldAttributes.Static);
		boxCount = box.DefineField ("count", typeof (int), FieldAttributes.Public | FieldAttributes.Static);
		swap = box.DefineMethod ("Swap", Shared, parameter, new [] { parameter });
		FieldInfo last = TypeBuilder.GetField (own, boxLast), count = TypeBuilder.GetField (own, boxCount);
		ILGenerator il = swap.GetILGenerator ();
		il.Emit (OpCodes.Ldsfld, last);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Stsfld, last);
		il.Emit (OpCodes.Ldsfld, count);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stsfld, count);
		il.Emit (OpCodes.Ret);
	}

	void DefineDelegate ()
	{
		unary = module.DefineType ("CalleesUnary", TypeAttributes.Public | TypeAttributes.Sealed,
			typeof (MulticastDelegate));
		makeUnary = unary.DefineConstructor (Constructor, CallingConventions.Standard,
			new [] { typeof (object), typeof (IntPtr) });
		makeUnary.SetImplementationFlags (MethodImplAttributes.Runtime);
		invoke = unary.DefineMethod ("Invoke", Override | MethodAttributes.NewSlot, typeof (int), new [] { typeof (int) });
		invoke.SetImplementationFlags (MethodImplAttributes.Runtime);
	}

	/* A list of COUNT nodes, whose values are added up; the list stays in a static field. */
	void DefineSum ()
	{
		FieldBuilder head = node.DefineField ("head", node, FieldAttributes.Public | FieldAttributes.Static);
		FieldBuilder next = node.DefineField ("next", node, FieldAttributes.Public);
		FieldBuilder value = node.DefineField ("value", typeof (int), FieldAttributes.Public);
		ConstructorBuilder make = node.DefineDefaultConstructor (MethodAttributes.Public);
		sum = node.DefineMethod ("Sum", Shared, typeof (int), new [] { typeof (int) });
		ILGenerator il = sum.GetILGenerator ();
		LocalBuilder made = il.DeclareLocal (node), total = il.DeclareLocal (typeof (int));
		Label build = il.DefineLabel (), built = il.DefineLabel (), add = il.DefineLabel (), done = il.DefineLabel ();
		il.MarkLabel (build);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Brfalse, built);
		il.Emit (OpCodes.Newobj, make);
		il.Emit (OpCodes.Stloc, made);
		il.Emit (OpCodes.Ldloc, made);
		il.Emit (OpCodes.Ldsfld, head);
		il.Emit (OpCodes.Stfld, next);
		il.Emit (OpCodes.Ldloc, made);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Stfld, value);
		il.Emit (OpCodes.Ldloc, made);
		il.Emit (OpCodes.Stsfld, head);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Sub);
		il.Emit (OpCodes.Starg_S, (byte) 0);
		il.Emit (OpCodes.Br, build);
		il.MarkLabel (built);
		il.Emit (OpCodes.Call, typeof (Garbage).GetMethod ("Collect"));
		il.Emit (OpCodes.Ldsfld, head);
		il.Emit (OpCodes.Stloc, made);
		il.MarkLabel (add);
		il.Emit (OpCodes.Ldloc, made);
		il.Emit (OpCodes.Brfalse, done);
		il.Emit (OpCodes.Ldloc, total);
		il.Emit (OpCodes.Ldloc, made);
		il.Emit (OpCodes.Ldfld, value);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stloc, total);
		il.Emit (OpCodes.Ldloc, made);
		il.Emit (OpCodes.Ldfld, next);
		il.Emit (OpCodes.Stloc, made);
		il.Emit (OpCodes.Br, add);
		il.MarkLabel (done);
		il.Emit (OpCodes.Ldloc, total);
		il.Emit (OpCodes.Ret);
	}

	/* Calls Add through the delegate type of this assembly. */
	void DefineDelegateUse ()
	{
		add = node.DefineMethod ("Add", Shared, typeof (int), new [] { typeof (int) });
		ILGenerator il = add.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldc_I4, 1000);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Ret);
		apply = node.DefineMethod ("Apply", Shared, typeof (int), new [] { typeof (int) });
		il = apply.GetILGenerator ();
		il.Emit (OpCodes.Ldnull);
		il.Emit (OpCodes.Ldftn, add);
		il.Emit (OpCodes.Newobj, makeUnary);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Callvirt, invoke);
		il.Emit (OpCodes.Ret);
	}

	/* Whether a cast to the class of this assembly throws. */
	void DefineCast ()
	{
		cast = node.DefineMethod ("Cast", Shared, typeof (string), new [] { typeof (object) });
		ILGenerator il = cast.GetILGenerator ();
		LocalBuilder result = il.DeclareLocal (typeof (string));
		il.BeginExceptionBlock ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Castclass, node);
		il.Emit (OpCodes.Callvirt, typeof (object).GetMethod ("ToString"));
		il.Emit (OpCodes.Stloc, result);
		il.BeginCatchBlock (typeof (InvalidCastException));
		il.Emit (OpCodes.Pop);
		il.Emit (OpCodes.Ldstr, "no node");
		il.Emit (OpCodes.Stloc, result);
		il.EndExceptionBlock ();
		il.Emit (OpCodes.Ldloc, result);
		il.Emit (OpCodes.Ret);
	}

	void DefinePerThread ()
	{
		FieldBuilder count = node.DefineField ("count", typeof (int), FieldAttributes.Public | FieldAttributes.Static);
		count.SetCustomAttribute (new CustomAttributeBuilder (
			typeof (ThreadStaticAttribute).GetConstructor (Type.EmptyTypes), new object [0]));
		perThread = node.DefineMethod ("PerThread", Shared, typeof (int), new [] { typeof (int) });
		ILGenerator il = perThread.GetILGenerator ();
		il.Emit (OpCodes.Ldsfld, count);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Dup);
		il.Emit (OpCodes.Stsfld, count);
		il.Emit (OpCodes.Ret);
	}

	void EmitAppend (ILGenerator il, Type type)
	{
		il.Emit (OpCodes.Box, type);
		il.Emit (OpCodes.Call, typeof (CalleesText).GetMethod ("Append"));
	}

	void EmitSwap (ILGenerator il, Type type)
	{
		il.Emit (OpCodes.Call, TypeBuilder.GetMethod (box.MakeGenericType (type), swap));
		EmitAppend (il, type);
	}

	/* string Run (int seed): the results of all the others, one after the other */
	void DefineRun ()
	{
		MethodBuilder run = node.DefineMethod ("Run", Override, typeof (string), new [] { typeof (int) });
		ILGenerator il = run.GetILGenerator ();
		il.Emit (OpCodes.Ldstr, "");
		il.Emit (OpCodes.Ldarg_1);
		EmitSwap (il, typeof (int));
		il.Emit (OpCodes.Ldstr, "text");
		EmitSwap (il, typeof (string));
		il.Emit (OpCodes.Ldarg_0);
		EmitSwap (il, node);
		foreach (MethodInfo method in new [] { sum, apply, perThread, perThread }) {
			il.Emit (OpCodes.Ldarg_1);
			il.Emit (OpCodes.Call, method);
			EmitAppend (il, typeof (int));
		}
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Call, cast);
		EmitAppend (il, typeof (string));
		il.Emit (OpCodes.Ldstr, "text");
		il.Emit (OpCodes.Call, cast);
		EmitAppend (il, typeof (string));
		il.Emit (OpCodes.Ldsfld, TypeBuilder.GetField (box.MakeGenericType (typeof (int)), boxCount));
		EmitAppend (il, typeof (int));
		il.Emit (OpCodes.Ldtoken, box.MakeGenericType (node));
		il.Emit (OpCodes.Call, typeof (Type).GetMethod ("GetTypeFromHandle"));
		EmitAppend (il, typeof (Type));
		il.Emit (OpCodes.Ret);
	}
}

public static class CalleesText {
	public static string Append (string text, object value)
	{
		return text + " " + (value ?? "null");
	}
}

static class Callers {
	/* What is left of a round are weak references. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Round (int number, List<WeakReference> left)
	{
		Type type = new Maker (number).Make ();
		var round = (IRound) Activator.CreateInstance (type);
		var apply = (Func<int, int>) Delegate.CreateDelegate (typeof (Func<int, int>), type.GetMethod ("Apply"));
		var own = typeof (List<>).MakeGenericType (type);
		object list = Activator.CreateInstance (own);
		own.GetMethod ("Add").Invoke (list, new object [] { round });
		string text = round.Run (number % 7 + 3) + " |" + round.Run (2) + " " + apply (number)
			+ " " + ((System.Collections.IList) list).IndexOf (round) + " " + type.Assembly.GetName ().Name;
		left.Add (new WeakReference (list));
		return text;
	}

	public static int Run (int first, int end, bool print)
	{
		var left = new List<WeakReference> ();
		int sum = 0, alive = 0;
		for (int i = first; i < end; i++) {
			string text = Round (i, left);
			if (print)
				Report.Line (text);
			sum = sum * 31 + text.Length;
			if (i % 10 == 9)
				Garbage.CollectAll ();
		}
		Garbage.CollectAll ();
		foreach (WeakReference reference in left)
			alive += reference.IsAlive ? 1 : 0;
		/* The collector is conservative: some may be found on the stack by accident. */
		if (print)
			Report.Value ("most are collected", alive * 4 < left.Count);
		return sum;
	}
}

static class Program {
	static long Resident ()
	{
		foreach (string line in File.ReadAllLines ("/proc/self/status"))
			if (line.StartsWith ("VmRSS:"))
				return long.Parse (line.Substring (6, line.Length - 8));
		throw new InvalidOperationException ("/proc/self/status has no VmRSS");
	}

	static void Main (string [] arguments)
	{
		if (arguments.Length == 0) {
			Callers.Run (0, 30, true);
			return;
		}
		int first = int.Parse (arguments [0]), end = int.Parse (arguments [1]), sum = Callers.Run (0, first, false);
		long before = Resident ();
		sum += Callers.Run (first, end, false);
		Console.WriteLine (sum + " " + (Resident () - before));
	}
}
