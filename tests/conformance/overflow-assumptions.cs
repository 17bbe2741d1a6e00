// Integers wrap: nothing may be concluded from "additions do not overflow" (ECMA-335 III.3.1, III.3.64)
using System;
using System.Runtime.CompilerServices;

static class CalleesOfIntegers {
	public static bool NextIsGreater (int a) { return unchecked (a + 1) > a; }
	public static bool SumIsGreater (int a, int b) { return b > 0 && unchecked (a + b) < a; }
	public static bool PreviousIsLess (int a) { return unchecked (a - 1) < a; }
	public static bool TwiceIsGreater (int a) { return a > 0 && unchecked (a + a) > 0; }
	public static bool NextIsGreaterLong (long a) { return unchecked (a + 1) > a; }
	public static bool SameAfterRoundTrip (int a) { return unchecked (a * 2) / 2 == a; }
	public static long Widened (int a) { return unchecked ((long) (a + 1)); }
	public static long WidenedDifference (int a, int b) { return unchecked ((long) (a + 1) - (long) a + (a - b)); }
	public static bool NegatedIsNegative (int a) { return a > 0 || unchecked (-a) >= 0; }
	public static int Middle (int a, int b) { return unchecked ((a + b) / 2); }
	public static int Quotient (int a) { return unchecked ((a + a + a + a) / 4); }
	public static bool Ordered (int a, int b) { return unchecked (a - b) < 0; }
	public static int ShiftedBack (int a) { return unchecked (((a << 4) + 16) >> 4); }
	public static uint UnsignedNext (uint a) { return unchecked (a + 1) > a ? 1u : 0u; }
}

static class CalleesOfLoops {
	/* The counter passes the greatest integer */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int RoundsUntilNegative (int start)
	{
		int rounds = 0;
		for (int i = start; i > 0 && rounds < 1000; i += 3)
			rounds++;
		return rounds;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int RoundsUpTo (int start, int end)
	{
		int rounds = 0;
		for (int i = start; i <= end && rounds < 100; i++)
			rounds++;
		return rounds;
	}

	/* An index that overflows is out of range, wherever its 64-bit widening would lead */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string IndexBehind (int[] values, int index)
	{
		try {
			return values [unchecked (index + 1)].ToString ();
		} catch (IndexOutOfRangeException) {
			return "out of range";
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long SumOfWidened (int start, int rounds)
	{
		long sum = 0;
		for (int i = 0; i < rounds; i++)
			sum += unchecked ((long) (start + i));
		return sum;
	}
}

static class Callers {
	public static void Run ()
	{
		foreach (int start in new [] { int.MaxValue - 10, int.MaxValue - 1, int.MaxValue })
			Report.Value ("until negative", CalleesOfLoops.RoundsUntilNegative (start));
		Report.Value ("up to", CalleesOfLoops.RoundsUpTo (int.MaxValue - 5, int.MaxValue));
		Report.Value ("up to", CalleesOfLoops.RoundsUpTo (5, 10));
		foreach (int index in new [] { -1, 1, 2, int.MaxValue, -2, int.MinValue })
			Report.Line (CalleesOfLoops.IndexBehind (new [] { 7, 8, 9 }, index));
		Report.Value ("widened", CalleesOfLoops.SumOfWidened (int.MaxValue - 3, 10));
	}
}

class Program {
	static void Main ()
	{
		CallersByTable.Run (typeof (CalleesOfIntegers));
		Callers.Run ();
	}
}
