// [argument-bytes] Arguments of more than 32 KiB, on the stack: numbers, floats, values, of an instance, by delegate
using System;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;

public struct Hundred { public long A, B, C, D, E, F, G, H, I, J, K, L; public int M; }

public static class Program {
	static int number;

	/* A method with COUNT parameters of TYPE that returns the last, and one that calls it with the FIRST value, and others. */
	static Func<T> Make<T> (int count, Action<ILGenerator, int> push, bool isInstance)
	{
		var name = new AssemblyName ("made" + number++);
		ModuleBuilder module = AppDomain.CurrentDomain.DefineDynamicAssembly (name, AssemblyBuilderAccess.Run).DefineDynamicModule ("m");
		TypeBuilder type = module.DefineType ("Callees" + number, TypeAttributes.Public);
		MethodAttributes attributes = MethodAttributes.Public | (isInstance ? 0 : MethodAttributes.Static);
		MethodBuilder last = type.DefineMethod ("Last", attributes, typeof (T), Enumerable.Repeat (typeof (T), count).ToArray ());
		last.SetImplementationFlags (MethodImplAttributes.NoInlining);
		ILGenerator il = last.GetILGenerator ();
		il.Emit (OpCodes.Ldarg, (short) (isInstance ? count : count - 1));
		il.Emit (OpCodes.Ret);
		TypeBuilder callers = module.DefineType ("Callers" + number, TypeAttributes.Public);
		MethodBuilder call = callers.DefineMethod ("Call", MethodAttributes.Public | MethodAttributes.Static, typeof (T), Type.EmptyTypes);
		il = call.GetILGenerator ();
		if (isInstance)
			il.Emit (OpCodes.Newobj, type.DefineDefaultConstructor (MethodAttributes.Public));
		for (int i = 0; i < count; i++)
			push (il, i);
		il.Emit (OpCodes.Call, last);
		il.Emit (OpCodes.Ret);
		type.CreateType ();
		return (Func<T>) Delegate.CreateDelegate (typeof (Func<T>), callers.CreateType ().GetMethod ("Call"));
	}

	static Hundred cell = new Hundred { A = 1, M = 42 };
	public static Hundred Cell { get { cell.M++; return cell; } }

	public static void Main ()
	{
		foreach (int count in new [] { 8, 4000, 4200, 5000 })
			foreach (bool isInstance in new [] { false, true }) {
				Report.Value ("int64", Make<long> (count, (il, i) => il.Emit (OpCodes.Ldc_I8, i * 3L), isInstance) ());
				Report.Value ("float64", Make<double> (count, (il, i) => il.Emit (OpCodes.Ldc_R8, i / 7.0), isInstance) ());
				Report.Value ("string", Make<string> (count, (il, i) => il.Emit (OpCodes.Ldstr, "s" + i), isInstance) ());
			}
		MethodInfo getter = typeof (Program).GetProperty ("Cell").GetGetMethod ();
		foreach (int count in new [] { 10, 330 })
			Report.Value ("struct", Make<Hundred> (count, (il, i) => il.Emit (OpCodes.Call, getter), false) ().M);
	}
}
