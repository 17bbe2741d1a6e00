// SPDX-License-Identifier: MIT
//
// Prints what comes of each rule: the methods of RulesInIl.il and RulesUnverified.il, and those here.
using System;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[StructLayout (LayoutKind.Explicit)]
class Far {
	[FieldOffset (1 << 20)]
	public int Number;
}

static class RulesHelpersInCSharp {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Quotient (int a, int b, int c)
	{
		return a + b / c;
	}

	public static string Own ()
	{
		return Name (new StackFrame (0));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Name (StackFrame frame)
	{
		return frame.GetMethod ().Name;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Store (object [] array, object value)
	{
		array [0] = value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Read (Far far)
	{
		return far.Number;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Sine (double x)
	{
		return Math.Sin (x);
	}
}

static class RulesInCSharp {
	public static object trace_offsets ()
	{
		try {
			return RulesHelpersInCSharp.Quotient (1, 2, 0);
		} catch (DivideByZeroException exception) {
			return new StackTrace (exception).GetFrame (0).GetILOffset ();
		}
	}

	public static object inlining ()
	{
		return RulesHelpersInCSharp.Own ();
	}

	public static object helper_frames ()
	{
		try {
			RulesHelpersInCSharp.Store (new string [1], new object ());
			return "stored";
		} catch (ArrayTypeMismatchException exception) {
			return exception.StackTrace.Contains ("(wrapper stelemref)");
		}
	}

	public static object far_null_messages ()
	{
		try {
			return RulesHelpersInCSharp.Read (null);
		} catch (NullReferenceException exception) {
			return exception.Message;
		}
	}

	public static object x87 ()
	{
		long bits = 0;

		for (int i = 0; i < 10000; i++)
			bits = bits * 31 + BitConverter.DoubleToInt64Bits (RulesHelpersInCSharp.Sine (i * 1234.5678));
		return bits;
	}
}

static class Program {
	// What no assembler writes: callvirt of a static method.
	static MethodInfo StaticCallvirt ()
	{
		var assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (new AssemblyName ("Emitted"),
			AssemblyBuilderAccess.Run);
		TypeBuilder type = assembly.DefineDynamicModule ("Emitted").DefineType ("RulesEmitted",
			TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
		ILGenerator il = type.DefineMethod ("static-callvirt", MethodAttributes.Public | MethodAttributes.Static,
			typeof (object), Type.EmptyTypes).GetILGenerator ();

		il.Emit (OpCodes.Ldstr, "x");
		il.Emit (OpCodes.Callvirt, typeof (RulesHelpers).GetMethod ("Identity"));
		il.Emit (OpCodes.Ret);
		return type.CreateType ().GetMethod ("static-callvirt");
	}

	static string Outcome (MethodInfo method)
	{
		try {
			return Convert.ToString (((Func<object>) Delegate.CreateDelegate (typeof (Func<object>), method)) ());
		} catch (Exception exception) {
			return exception.GetType ().Name;
		}
	}

	static void Print (MethodInfo method)
	{
		Console.WriteLine ("{0}: {1}", method.Name.Replace ('_', '-'), Outcome (method));
	}

	static void Main (string [] arguments)
	{
		foreach (Type type in new [] { typeof (RulesInIl), typeof (RulesUnverified), typeof (RulesInCSharp) })
			foreach (MethodInfo method in type.GetMethods (BindingFlags.Public | BindingFlags.Static))
				Print (method);
		Print (StaticCallvirt ());
	}
}
