// An array element and what a pointer, a byref or a span of bytes leads to can be the same memory (ECMA-335 I.12.1.1.2,
// III.4.9)
using System;
using System.Runtime.CompilerServices;

struct Pair { public int First, Second; }
class Holder { public int Number; public Pair Pair; public int[] Numbers; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ThroughByref (int[] values, int index, ref int other)
	{
		values [index] = 1;
		other = 2;
		return values [index];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByrefFirst (int[] values, int index, ref int other)
	{
		int before = other;
		values [index] = before + 1;
		return other * 10 + before;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Summed (int[] values, ref int total)
	{
		for (int i = 0; i < values.Length; i++)
			total += values [i];
		return total;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe int ThroughPointer (int[] values)
	{
		fixed (int *first = values) {
			values [1] = 5;
			first [1] = 6;
			int seen = values [1];
			values [1] = 7;
			return seen * 10 + first [1];
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe int OtherWidth (int[] values)
	{
		fixed (int *first = values) {
			values [0] = 0x01020304;
			((byte *) first) [0] = 9;
			return values [0];
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int FieldOfElement (Pair[] values, int index, ref Pair other)
	{
		values [index].First = 3;
		other.First = 4;
		int seen = values [index].First;
		values [index] = new Pair { First = 8, Second = 9 };
		return seen * 100 + other.First * 10 + other.Second;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int FieldByref (Holder holder, ref int other)
	{
		holder.Number = 1;
		other = 2;
		int seen = holder.Number;
		holder.Number = 3;
		return seen * 10 + other;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Swapped (ref string a, ref string b, string[] all)
	{
		string kept = all [0];
		a = b;
		b = kept;
		return all [0] + all [1] + a + b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int TwoArrays (int[] a, int[] b)
	{
		a [0] = 1;
		b [0] = 2;
		return a [0];
	}
}

static class Callers {
	public static void Run ()
	{
		var values = new int [4];
		int elsewhere = 0;
		Report.Value ("through byref", Callees.ThroughByref (values, 2, ref values [2]));
		Report.Value ("through another", Callees.ThroughByref (values, 2, ref elsewhere));
		Report.Value ("byref first", Callees.ByrefFirst (values, 2, ref values [2]));
		values = new [] { 1, 2, 3, 4, 5 };
		Report.Value ("summed", Callees.Summed (values, ref values [2]));
		Report.Value ("summed elsewhere", Callees.Summed (values, ref elsewhere));
		Report.Value ("through pointer", Callees.ThroughPointer (values));
		Report.Value ("other width", Callees.OtherWidth (values));
		var pairs = new Pair [3];
		Report.Value ("field of element", Callees.FieldOfElement (pairs, 1, ref pairs [1]));
		var holder = new Holder ();
		Report.Value ("field by byref", Callees.FieldByref (holder, ref holder.Number));
		var all = new [] { "a", "b" };
		Report.Line (Callees.Swapped (ref all [0], ref all [1], all));
		Report.Value ("two arrays", Callees.TwoArrays (values, values));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
