// Types made with Reflection.Emit: fields, virtual and interface methods, generics, delegates, tokens
// (System.Reflection.Emit.TypeBuilder; tokens of modules that have no tables)
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

public interface ICounter { int Next (); string Name { get; } }

public abstract class CalleesBase {
	public int Start = 5;
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual int Step () { return 1; }
	public abstract string Describe (object value);
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Square (int a) { return a * a; }
}

static class Callers {
	const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;
	static ModuleBuilder module;

	static Type Counter ()
	{
		TypeBuilder type = module.DefineType ("CalleesCounter", TypeAttributes.Public, typeof (CalleesBase),
			new[] { typeof (ICounter) });
		FieldBuilder count = type.DefineField ("count", typeof (int), FieldAttributes.Private);
		FieldBuilder made = type.DefineField ("made", typeof (int), FieldAttributes.Public | FieldAttributes.Static);
		FieldBuilder names = type.DefineField ("names", typeof (List<string>),
			FieldAttributes.Public | FieldAttributes.Static);
		ILGenerator il = type.DefineTypeInitializer ().GetILGenerator ();
		il.Emit (OpCodes.Ldc_I4, 1000);
		il.Emit (OpCodes.Stsfld, made);
		il.Emit (OpCodes.Newobj, typeof (List<string>).GetConstructor (Type.EmptyTypes));
		il.Emit (OpCodes.Stsfld, names);
		il.Emit (OpCodes.Ret);

		il = type.DefineConstructor (MethodAttributes.Public, CallingConventions.Standard,
			new[] { typeof (int) }).GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Call, typeof (CalleesBase).GetConstructor (BindingFlags.NonPublic | BindingFlags.Instance, null,
			Type.EmptyTypes, null));
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Stfld, count);
		il.Emit (OpCodes.Ldsfld, made);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stsfld, made);
		il.Emit (OpCodes.Ldsfld, names);
		il.Emit (OpCodes.Ldstr, "made");
		il.Emit (OpCodes.Callvirt, typeof (List<string>).GetMethod ("Add"));
		il.Emit (OpCodes.Ret);

		MethodBuilder step = type.DefineMethod ("Step", Override, typeof (int), Type.EmptyTypes);
		il = step.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Call, typeof (CalleesBase).GetMethod ("Step"));
		il.Emit (OpCodes.Ldc_I4_2);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Ret);

		il = type.DefineMethod ("Describe", Override, typeof (string), new[] { typeof (object) }).GetILGenerator ();
		il.Emit (OpCodes.Ldstr, "{0} of {1}: {2}");
		il.Emit (OpCodes.Ldtoken, type);
		il.Emit (OpCodes.Call, typeof (Type).GetMethod ("GetTypeFromHandle"));
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, count);
		il.Emit (OpCodes.Box, typeof (int));
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Call, typeof (string).GetMethod ("Format",
			new[] { typeof (string), typeof (object), typeof (object), typeof (object) }));
		il.Emit (OpCodes.Ret);

		MethodBuilder next = type.DefineMethod ("Next", Override | MethodAttributes.Final, typeof (int), Type.EmptyTypes);
		il = next.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, count);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Callvirt, step);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stfld, count);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, count);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, typeof (CalleesBase).GetField ("Start"));
		il.Emit (OpCodes.Call, typeof (CalleesBase).GetMethod ("Square"));
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Ret);
		MethodBuilder name = type.DefineMethod ("Explicit", Override, typeof (string), Type.EmptyTypes);
		il = name.GetILGenerator ();
		il.Emit (OpCodes.Ldstr, "a counter");
		il.Emit (OpCodes.Ret);
		type.DefineMethodOverride (name, typeof (ICounter).GetProperty ("Name").GetGetMethod ());
		return type.CreateType ();
	}

	/* class CalleesBox<T> { T value; T Swap (T other); U Convert<U> (Func<T, U> how); static int made; } */
	static Type Box ()
	{
		TypeBuilder type = module.DefineType ("CalleesBox", TypeAttributes.Public);
		GenericTypeParameterBuilder t = type.DefineGenericParameters ("T") [0];
		FieldBuilder value = type.DefineField ("value", t, FieldAttributes.Public);
		FieldBuilder swaps = type.DefineField ("swaps", typeof (int), FieldAttributes.Public | FieldAttributes.Static);
		type.DefineDefaultConstructor (MethodAttributes.Public);
		Type self = type.MakeGenericType (t);
		ILGenerator il = type.DefineMethod ("Swap", MethodAttributes.Public, t, new Type[] { t }).GetILGenerator ();
		LocalBuilder old = il.DeclareLocal (t);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, TypeBuilder.GetField (self, value));
		il.Emit (OpCodes.Stloc, old);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Stfld, TypeBuilder.GetField (self, value));
		il.Emit (OpCodes.Ldsfld, TypeBuilder.GetField (self, swaps));
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stsfld, TypeBuilder.GetField (self, swaps));
		il.Emit (OpCodes.Ldloc, old);
		il.Emit (OpCodes.Ret);

		MethodBuilder convert = type.DefineMethod ("Convert", MethodAttributes.Public);
		GenericTypeParameterBuilder u = convert.DefineGenericParameters ("U") [0];
		Type how = typeof (Func<,>).MakeGenericType (t, u);
		convert.SetParameters (how);
		convert.SetReturnType (u);
		il = convert.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, TypeBuilder.GetField (self, value));
		il.Emit (OpCodes.Callvirt, TypeBuilder.GetMethod (how, typeof (Func<,>).GetMethod ("Invoke")));
		il.Emit (OpCodes.Ret);

		il = type.DefineMethod ("Text", MethodAttributes.Public, typeof (string), Type.EmptyTypes).GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldflda, TypeBuilder.GetField (self, value));
		il.Emit (OpCodes.Constrained, t);
		il.Emit (OpCodes.Callvirt, typeof (object).GetMethod ("ToString"));
		il.Emit (OpCodes.Ldtoken, t);
		il.Emit (OpCodes.Call, typeof (Type).GetMethod ("GetTypeFromHandle"));
		il.Emit (OpCodes.Callvirt, typeof (object).GetMethod ("ToString"));
		il.Emit (OpCodes.Call, typeof (string).GetMethod ("Concat", new[] { typeof (string), typeof (string) }));
		il.Emit (OpCodes.Ret);
		return type.CreateType ();
	}

	static Type Functions ()
	{
		TypeBuilder type = module.DefineType ("CalleesFunctions", TypeAttributes.Public);
		MethodBuilder add = type.DefineMethod ("Add", MethodAttributes.Public | MethodAttributes.Static, typeof (int),
			new[] { typeof (int), typeof (int) });
		ILGenerator il = add.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Ret);
		il = type.DefineMethod ("Delegate", MethodAttributes.Public | MethodAttributes.Static,
			typeof (Func<int, int, int>), Type.EmptyTypes).GetILGenerator ();
		il.Emit (OpCodes.Ldnull);
		il.Emit (OpCodes.Ldftn, add);
		il.Emit (OpCodes.Newobj, typeof (Func<int, int, int>).GetConstructors () [0]);
		il.Emit (OpCodes.Ret);
		il = type.DefineMethod ("Calli", MethodAttributes.Public | MethodAttributes.Static, typeof (int),
			new[] { typeof (int) }).GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldc_I4, 100);
		il.Emit (OpCodes.Ldftn, add);
		il.EmitCalli (OpCodes.Calli, CallingConventions.Standard, typeof (int), new[] { typeof (int), typeof (int) },
			null);
		il.Emit (OpCodes.Ret);
		il = type.DefineMethod ("Sum", MethodAttributes.Public | MethodAttributes.Static, typeof (long),
			new[] { typeof (int[]) }).GetILGenerator ();
		LocalBuilder i = il.DeclareLocal (typeof (int)), sum = il.DeclareLocal (typeof (long));
		Label start = il.DefineLabel (), end = il.DefineLabel ();
		il.MarkLabel (start);
		il.Emit (OpCodes.Ldloc, i);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldlen);
		il.Emit (OpCodes.Conv_I4);
		il.Emit (OpCodes.Bge, end);
		il.Emit (OpCodes.Ldloc, sum);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldloc, i);
		il.Emit (OpCodes.Ldelem_I4);
		il.Emit (OpCodes.Conv_I8);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stloc, sum);
		il.Emit (OpCodes.Ldloc, i);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stloc, i);
		il.Emit (OpCodes.Br, start);
		il.MarkLabel (end);
		il.Emit (OpCodes.Ldloc, sum);
		il.Emit (OpCodes.Ret);
		return type.CreateType ();
	}

	static Type Structure ()
	{
		TypeBuilder type = module.DefineType ("CalleesStructure", TypeAttributes.Public | TypeAttributes.Sealed |
			TypeAttributes.SequentialLayout, typeof (ValueType));
		FieldBuilder a = type.DefineField ("a", typeof (byte), FieldAttributes.Public);
		FieldBuilder b = type.DefineField ("b", typeof (double), FieldAttributes.Public);
		FieldBuilder c = type.DefineField ("c", typeof (string), FieldAttributes.Public);
		ILGenerator il = type.DefineMethod ("ToString", Override, typeof (string), Type.EmptyTypes).GetILGenerator ();
		il.Emit (OpCodes.Ldstr, "{0} {1} {2}");
		foreach (FieldBuilder field in new[] { a, b, c }) {
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldfld, field);
			if (field.FieldType.IsValueType)
				il.Emit (OpCodes.Box, field.FieldType);
		}
		il.Emit (OpCodes.Call, typeof (string).GetMethod ("Format",
			new[] { typeof (string), typeof (object), typeof (object), typeof (object) }));
		il.Emit (OpCodes.Ret);
		return type.CreateType ();
	}

	public static void Run ()
	{
		AssemblyBuilder assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (new AssemblyName ("Made"),
			AssemblyBuilderAccess.Run);
		module = assembly.DefineDynamicModule ("Made");
		Type type = Counter ();
		object made = Activator.CreateInstance (type, 10);
		var counter = (ICounter) made;
		Report.Line (counter.Next () + " " + counter.Next () + " " + counter.Name);
		Report.Line (((CalleesBase) made).Describe ("value") + " " + ((CalleesBase) made).Step ());
		Report.Line (type.GetField ("made").GetValue (null) + " " +
			((List<string>) type.GetField ("names").GetValue (null)).Count);

		Type box = Box ();
		object[] values = { 1, 2, "one", "two", 1.5, 2.5, DayOfWeek.Monday, DayOfWeek.Friday };
		for (int i = 0; i < values.Length; i += 2) {
			Type exact = box.MakeGenericType (values [i].GetType ());
			object instance = Activator.CreateInstance (exact);
			MethodInfo swap = exact.GetMethod ("Swap");
			swap.Invoke (instance, new[] { values [i] });
			Report.Line (swap.Invoke (instance, new[] { values [i + 1] }).ToString ());
			Report.Line (exact.GetMethod ("Text").Invoke (instance, null).ToString ());
			Report.Value ("swaps", exact.GetField ("swaps").GetValue (null));
		}
		Type ints = box.MakeGenericType (typeof (int));
		object seven = Activator.CreateInstance (ints);
		ints.GetField ("value").SetValue (seven, 7);
		Report.Line ((string) ints.GetMethod ("Convert").MakeGenericMethod (typeof (string)).Invoke (seven,
			new object[] { (Func<int, string>) (v => "converted " + v) }));

		Type functions = Functions ();
		var add = (Func<int, int, int>) functions.GetMethod ("Delegate").Invoke (null, null);
		Report.Value ("delegate", add (1, 2));
		var calli = (Func<int, int>) Delegate.CreateDelegate (typeof (Func<int, int>), functions.GetMethod ("Calli"));
		Report.Value ("calli", calli (5));
		var sum = (Func<int[], long>) Delegate.CreateDelegate (typeof (Func<int[], long>), functions.GetMethod ("Sum"));
		Report.Value ("sum", sum (new[] { 1, int.MaxValue, int.MaxValue }));

		Type structure = Structure ();
		object value = Activator.CreateInstance (structure);
		structure.GetField ("a").SetValue (value, (byte) 200);
		structure.GetField ("b").SetValue (value, 0.25);
		structure.GetField ("c").SetValue (value, "text");
		Report.Line (value.ToString ());
	}
}

class Program {
	static void Main () { Callers.Run (); }
}
