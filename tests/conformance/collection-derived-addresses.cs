// Arrays that only a loop still uses, at indices with constants in them, survive collections in the loop: no matter from
// which address outside of the array the code computes (ECMA-335 I.12.1.1.2)
using System;
using System.Runtime.CompilerServices;

struct Triple { public long A, B, C; }

static class Callees {
	static int calls;
	static object[] kept = new object [64];

	/* Old arrays that died are overwritten, others move */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Churn ()
	{
		if (++calls % 16 != 0)
			return;
		for (int i = 0; i < 400; i++) {
			var values = new int [50 + i % 50];
			for (int j = 0; j < values.Length; j++)
				values [j] = -1;
			kept [i % kept.Length] = values;
		}
		GC.Collect (calls % 128 == 0 ? 1 : 0);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int[] Make (int length, int factor)
	{
		var values = new int [length];
		for (int i = 0; i < length; i++)
			values [i] = i * factor;
		return values;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Behind (int length)
	{
		int[] values = Make (length, 3);
		int sum = 0;
		for (int i = 5000; i < length + 5000; i++) {
			sum = sum * 31 + values [i - 5000];
			Churn ();
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Down (int length)
	{
		int[] values = Make (length, 7);
		int sum = 0;
		for (int i = length + 900; i > 900; i--) {
			sum = sum * 31 + values [i - 901];
			Churn ();
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Neighbours (int length)
	{
		int[] values = Make (length, 5);
		int sum = 0;
		for (int i = 300; i + 2 < length + 300; i++) {
			sum = sum * 31 + values [i - 300] * values [i - 299] + values [i - 298];
			Churn ();
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Two (int length)
	{
		int[] from = Make (length, 11), to = Make (length, 1);
		for (int i = 700; i < length + 700; i++) {
			to [length - 1 - (i - 700)] = from [i - 700] ^ i;
			Churn ();
		}
		int sum = 0;
		for (int i = 400; i < length + 400; i++) {
			sum = sum * 31 + to [i - 400];
			Churn ();
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe int Pointers (int length)
	{
		int sum = 0;
		fixed (int *values = Make (length, 13)) {
			int *end = values + length + 250;
			for (int *at = values + 250; at < end; at++) {
				sum = sum * 31 + at [-250];
				Churn ();
			}
		}
		return sum;
	}

	/* Too far away for the displacement of an instruction */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int FarBehind (int length)
	{
		int[] values = Make (length, 17);
		int sum = 0;
		for (int i = 700000000; i < length + 700000000; i++) {
			sum = sum * 31 + values [i - 700000000];
			Churn ();
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Triple[] MakeTriples (int length)
	{
		var values = new Triple [length];
		for (int i = 0; i < length; i++)
			values [i] = new Triple { A = i, B = i * 3, C = i * 5 };
		return values;
	}

	/* Of a size that no instruction multiplies by */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Triples (int length)
	{
		Triple[] values = MakeTriples (length);
		long sum = 0;
		for (int i = 5000; i < length + 5000; i++) {
			sum = sum * 31 + values [i - 5000].A + values [i - 5000].C;
			Churn ();
		}
		return sum;
	}
}

static class Callers {
	public static void Run ()
	{
		for (int length = 100; length < 1000; length += 300) {
			Report.Value ("behind", Callees.Behind (length));
			Report.Value ("down", Callees.Down (length));
			Report.Value ("neighbours", Callees.Neighbours (length));
			Report.Value ("two", Callees.Two (length));
			Report.Value ("pointers", Callees.Pointers (length));
			Report.Value ("far behind", Callees.FarBehind (length));
			Report.Value ("triples", Callees.Triples (length));
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
