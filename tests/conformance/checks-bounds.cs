// Array bounds on loads, stores, addresses and loops, every index type; what was stored before the
// failure
// stays (ECMA-335 III.4.7, III.4.26)
using System;
using System.Runtime.CompilerServices;

struct Triple { public int A, B, C; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Load (int[] a, int i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static byte LoadByte (byte[] a, int i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static double LoadDouble (double[] a, int i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string LoadString (string[] a, int i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Triple LoadStruct (Triple[] a, int i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int LoadLong (int[] a, long i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int LoadUInt (int[] a, uint i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int LoadULong (int[] a, ulong i) { return a [i]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Store (int[] a, int i) { a [i] = 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreObject (object[] a, int i) { a [i] = "x"; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreField (Triple[] a, int i) { a [i].B = 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Increment (short[] a, int i) { a [i]++; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Address (int[] a, int i) { Set (ref a [i]); }
	static void Set (ref int a) { a = 8; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Fill (int[] a, int from, int to)
	{
		for (int i = from; i < to; i++)
			a [i] = i * i;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static void FillDown (int[] a, int from)
	{
		for (int i = from; ; i--)
			a [i] = -i;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Sum (int[] a, int[] b)
	{
		int sum = 0;
		for (int i = 0; i < a.Length; i++)
			sum += a [i] * b [i];
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int[] New (int length) { return new int [length]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static byte[] NewLong (long length) { return new byte [length]; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string[] NewULong (ulong length) { return new string [length]; }
}

static class Callers {
	public static void Run ()
	{
		int[] integers = { 1, 2, 3 };
		foreach (int index in new [] { 0, 2, 3, -1, int.MaxValue, int.MinValue }) {
			int i = index;
			Report.Throws ("load " + i, () => Report.Value ("", Callees.Load (integers, i)));
			Report.Throws ("byte " + i, () => Report.Value ("", Callees.LoadByte (new byte [] { 5, 6, 7 }, i)));
			Report.Throws ("double " + i, () => Report.Value ("", Callees.LoadDouble (new [] { 0.5, 1.5, 2.5 }, i)));
			Report.Throws ("string " + i, () => Report.Value ("", Callees.LoadString (new [] { "a", "b", "c" }, i)));
			Report.Throws ("struct " + i, () => Report.Value ("", Callees.LoadStruct (new Triple [3], i).B));
			Report.Throws ("long " + i, () => Report.Value ("", Callees.LoadLong (integers, i)));
			Report.Throws ("uint " + i, () => Report.Value ("", Callees.LoadUInt (integers, (uint) i)));
			Report.Throws ("ulong " + i, () => Report.Value ("", Callees.LoadULong (integers, (ulong) i)));
			Report.Throws ("store " + i, () => Callees.Store (integers, i));
			Report.Throws ("object " + i, () => Callees.StoreObject (new object [3], i));
			Report.Throws ("field " + i, () => Callees.StoreField (new Triple [3], i));
			Report.Throws ("increment " + i, () => Callees.Increment (new short [3], i));
			Report.Throws ("address " + i, () => Callees.Address (integers, i));
			Report.Throws ("empty " + i, () => Callees.Load (new int [0], i));
		}
		Report.Value ("integers", integers);
		var filled = new int [6];
		Report.Throws ("fill", () => Callees.Fill (filled, 2, 9));
		Report.Value ("filled", filled);
		Report.Throws ("fill down", () => Callees.FillDown (filled, 3));
		Report.Value ("filled", filled);
		Report.Throws ("sum", () => Report.Value ("sum", Callees.Sum (integers, new [] { 4, 5, 6 })));
		Report.Throws ("sum of shorter", () => Callees.Sum (integers, new [] { 4, 5 }));
		foreach (int length in new [] { 0, 5, -1, int.MinValue })
			Report.Throws ("new " + length, () => Report.Value ("", Callees.New (length).Length));
		foreach (long length in new [] { 0, 5, -1, long.MaxValue, 0x80000000, 0x100000000 })
			Report.Throws ("new long " + length, () => Report.Value ("", Callees.NewLong (length).Length));
		foreach (ulong length in new ulong [] { 0, 5, 0x80000000, ulong.MaxValue })
			Report.Throws ("new ulong " + length, () => Report.Value ("", Callees.NewULong (length).Length));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
