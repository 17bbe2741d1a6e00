// Arrays with bounds: Get, Set and Address of every element width, several ranks, lower bounds, checks and their order,
// covariance (ECMA-335 II.14.2, III.2.6)
using System;
using System.Runtime.CompilerServices;

struct Pair { public int A; public string B; public override string ToString () { return A + B; } }
struct Wide { public long A, B, C; public override string ToString () { return A + "," + B + "," + C; } }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get (int[,] a, int i, int j) { return a [i, j]; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Set (int[,] a, int i, int j, int value) { a [i, j] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Set (object[,] a, int i, int j, object value) { a [i, j] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Bump (ref int value) { value += 1000; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Bump (ref object value) { value = "bumped"; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void BumpAt (object[,] a, int i, int j) { Bump (ref a [i, j]); }

	[MethodImpl (MethodImplOptions.NoInlining)] public static T Fill<T> (T[,,] a, T[] values)
	{
		int next = 0;
		for (int i = 0; i < a.GetLength (0); i++)
			for (int j = 0; j < a.GetLength (1); j++)
				for (int k = 0; k < a.GetLength (2); k++)
					a [i, j, k] = values [next++ % values.Length];
		T last = default (T);
		foreach (T one in a)
			last = one;
		return last;
	}

	/* readonly. call Address: no check of the type */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Show<T> (T[,] a, int i, int j) { return a [i, j].ToString (); }

	[MethodImpl (MethodImplOptions.NoInlining)] public static long Five (long[,,,,] a, int i)
	{
		a [i, 1, i, 2, i] += 7;
		return a [i, 1, i, 2, i] * 2 + a [0, 0, 0, 0, 1];
	}
}

static class Callers {
	static void Filled<T> (string name, params T[] values)
	{
		var a = new T [2, 3, 4];
		T last = Callees.Fill (a, values);
		Report.Value (name, last + " " + a [0, 0, 1] + " " + a [1, 2, 2] + " " + a.Length);
	}

	public static void Elements ()
	{
		Filled<sbyte> ("sbyte", 1, -2, 127, -128, 5);
		Filled<ushort> ("ushort", 1, 2, 65535, 4, 5);
		Filled<char> ("char", 'a', 'b', 'c', 'd', 'e');
		Filled ("bool", true, false, false, true, true);
		Filled ("int", 1, -2, 3, 4, 5);
		Filled ("long", 1L << 40, -2, 3, 4, 5);
		Filled ("float", 1.5f, -2, 3, 4, 5);
		Filled ("double", 1.5, -2, 3, 4, 5);
		Filled ("string", "a", "b", null, "d", "e");
		Filled<object> ("object", "a", 1, null, 2.5, 'x');
		Filled ("pair", new Pair { A = 1, B = "x" }, new Pair { A = 2 }, new Pair { A = 3, B = "z" });
		Filled ("wide", new Wide { A = 1 }, new Wide { A = 2, B = 3, C = 4 }, new Wide { C = -1 });
		Report.Value ("five", Callees.Five (new long [2, 2, 2, 3, 2], 1));
	}

	public static void Bounds ()
	{
		var a = new int [2, 3];
		var shifted = (int[,]) Array.CreateInstance (typeof (int), new [] { 2, 3 }, new [] { -1, 10 });
		var empty = new int [0, 5];
		for (int i = -2; i < 4; i++) {
			for (int j = -1; j < 5; j++) {
				Report.Throws (i + " " + j, () => Callees.Set (a, i, j, i * 10 + j));
				Report.Throws ("shifted " + i + " " + j, () => Callees.Set (shifted, i, j + 10, i * 10 + j));
				Report.Throws ("empty", () => Callees.Get (empty, i, j));
			}
		}
		foreach (int value in a)
			Report.Value ("value", value);
		foreach (int value in (Array) shifted)
			Report.Value ("shifted value", value);
		Report.Throws ("large", () => Callees.Get (a, int.MaxValue, int.MinValue));
		Report.Throws ("get null", () => Callees.Get (null, 5, 5));
		Report.Throws ("set null", () => Callees.Set ((int[,]) null, 5, 5, 1));
		Report.Throws ("set null", () => Callees.Set ((object[,]) null, 5, 5, null));
		Report.Throws ("set null", () => Callees.Set ((object[,]) null, 5, 5, "x"));
		Callees.Bump (ref a [1, 2]);
		Callees.Bump (ref shifted [0, 12]);
		Report.Value ("bumped", a [1, 2] + shifted [0, 12]);
	}

	public static void Types ()
	{
		var strings = new string [2, 2];
		var objects = new object [2, 2];
		Report.Throws ("string", () => Callees.Set (strings, 0, 1, "s"));
		Report.Throws ("null", () => Callees.Set (strings, 0, 0, null));
		Report.Throws ("not a string", () => Callees.Set (strings, 0, 1, 5));
		/* The type is checked before the bounds. */
		Report.Throws ("neither", () => Callees.Set (strings, 7, 7, 5));
		Report.Throws ("string outside", () => Callees.Set (strings, 7, 7, "s"));
		Report.Throws ("address", () => Callees.BumpAt (objects, 1, 1));
		Report.Throws ("address of another type", () => Callees.BumpAt (strings, 1, 1));
		Report.Throws ("address of another type outside", () => Callees.BumpAt (strings, 7, 1));
		Report.Throws ("address outside", () => Callees.BumpAt (objects, -1, 1));
		Report.Throws ("address of null", () => Callees.BumpAt (null, 1, 1));
		Report.Value ("objects", objects [1, 1] + "" + strings [0, 1]);
		Report.Value ("read only", Callees.Show<object> (strings, 0, 1) + Callees.Show (strings, 0, 1)
			+ Callees.Show (new [,] { { 1, 2 }, { 3, 4 } }, 1, 0) + Callees.Show (new [,] { { new Pair { A = 8 } } }, 0, 0));
		Report.Throws ("read only outside", () => Callees.Show<object> (strings, 0, 2));
		Report.Throws ("read only null", () => Callees.Show<object> (null, 0, 2));
		Report.Throws ("read only null element", () => Callees.Show<object> (strings, 0, 0));
	}

	/* References that only the array holds survive collections. */
	public static void Collections ()
	{
		var rows = new object [50, 20];
		for (int round = 0; round < 20; round++) {
			for (int i = 0; i < 50; i++)
				for (int j = 0; j < 20; j++)
					rows [i, j] = new [] { i, j, round };
			GC.Collect (round % 2);
		}
		long sum = 0;
		foreach (int[] element in rows)
			sum += element [0] * 3 + element [1] * 5 + element [2];
		Report.Value ("sum", sum);
	}
}

static class Program {
	static void Main ()
	{
		Callers.Elements ();
		Callers.Bounds ();
		Callers.Types ();
		Callers.Collections ();
	}
}
