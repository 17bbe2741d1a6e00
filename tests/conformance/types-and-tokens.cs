// typeof, GetType and type comparisons, also of type parameters; RuntimeHelpers.InitializeArray (ECMA-335 III.4.17)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

enum Colour { Red }
struct Point { public int X; }

class Callees<T> {
	public class Inner<U> { public static Type Both () { return typeof (Dictionary<T, U>); } }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Type Own () { return typeof (T); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Type Array () { return typeof (T[]); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Type List () { return typeof (List<T>); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Type Method<U> () { return typeof (Callees<U[]>); }
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Which (object a)
	{
		Type type = a.GetType ();
		if (type == typeof (int)) return "int";
		if (type == typeof (string)) return "string";
		if (type == typeof (Point)) return "Point";
		if (type == typeof (int[])) return "int[]";
		return type.FullName;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Size<T> ()
	{
		if (typeof (T) == typeof (byte)) return 1;
		if (typeof (T) == typeof (double)) return 8;
		return typeof (T).IsValueType ? -1 : -2;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Fixed ()
	{
		return typeof (int) + " " + typeof (void) + " " + typeof (Point).Name + " " + typeof (Colour).BaseType + " " +
			typeof (List<>) + " " +
			typeof (Dictionary<string, Point>) + " " + typeof (int[,]) + " " + typeof (int[][]) + " " +
				typeof (List<int>.Enumerator).Name;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe string Pointers ()
	{
		return typeof (int *) + " " + typeof (void **) + " " + typeof (Point *[]);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static long Blob ()
	{
		long[] longs = { 1, -1, long.MaxValue, 0x123456789abcdef, 5 };
		char[] chars = { 'a', '\u1234', 'c', 'd', 'e' };
		float[] floats = { 0.5f, 1.5f, -2.5f, 4f, 8f };
		Colour[] colours = { Colour.Red, (Colour) 7, (Colour) (-1), Colour.Red };
		long sum = 0;
		for (int i = 0; i < 4; i++)
			sum = unchecked (sum * 31 + longs [i] + chars [i] + (long) (floats [i] * 2) + (int) colours [i]);
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool SameObject () { return (object) typeof (Point) == (object) new Point ().GetType (); }
}

static class Callers {
	public static void Run ()
	{
		foreach (object a in new object [] { 1, "x", new Point (), new int [1], 2.5, Colour.Red, new List<int> () })
			Report.Value ("which", Callees.Which (a));
		Report.Line (Callees.Size<byte> () + " " + Callees.Size<double> () + " " + Callees.Size<Point> () + " " +
			Callees.Size<string> ());
		Report.Line (Callees<int>.Own () + " " + Callees<string>.Array () + " " + Callees<Point>.List () + " " +
			Callees<Colour>.Array ());
		Report.Line (Callees<int>.Method<string> () + " " + Callees<string>.Method<int> () + " " +
			Callees<int>.Inner<string>.Both ());
		Report.Value ("fixed", Callees.Fixed ());
		Report.Value ("pointers", Callees.Pointers ());
		Report.Value ("blob", Callees.Blob ());
		Report.Value ("same object", Callees.SameObject ());
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
