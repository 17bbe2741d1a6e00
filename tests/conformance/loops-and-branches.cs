// Loops and branches of every shape: nested, with several exits, goto, ternaries, short circuits, state across
// iterations
// (ECMA-335 III.3.15-18, III.1.8.1.1)
using System;
using System.Runtime.CompilerServices;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Collatz (long n)
	{
		int steps = 0;
		while (n != 1) {
			n = (n & 1) == 0 ? n / 2 : 3 * n + 1;
			steps++;
		}
		return steps;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Gcd (int a, int b)
	{
	again:
		if (b == 0)
			return a;
		int rest = a % b;
		a = b;
		b = rest;
		goto again;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Exits (int[][] rows, int wanted)
	{
		for (int i = 0; i < rows.Length; i++) {
			if (rows [i] == null)
				continue;
			for (int j = 0; ; j++) {
				if (j >= rows [i].Length)
					break;
				if (rows [i] [j] == wanted)
					return i + "," + j;
				if (rows [i] [j] < 0)
					goto stop;
			}
		}
		return "absent";
	stop:
		return "stopped";
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Fibonacci (int n)
	{
		int a = 0, b = 1;
		for (; n > 0; n--) {
			int sum = a + b;
			a = b;
			b = sum;
		}
		return a;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static uint Wraps (byte limit)
	{
		uint count = 0;
		byte i = limit;
		do {
			count++;
			i += 3;
		} while (i != limit);
		return count;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Downwards (uint from)
	{
		int sum = 0;
		for (uint i = from; i < uint.MaxValue; i--)
			sum += (int) (i % 7);
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static double Newton (double a)
	{
		double x = a;
		double last;
		do {
			last = x;
			x = (x + a / x) / 2;
		} while (Math.Abs (x - last) > 1e-15 * x);
		return x;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Choose (int a, int b, int c)
	{
		return a > b ? b > c ? 1 : a > c ? 2 : 3 : a > c ? 4 : b > c && c != 0 ? 5 : !(a == c) || b < 0 ? 6 : 7;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Bits (ulong value)
	{
		string text = "";
		for (; value != 0; value &= value - 1) {
			int position = 0;
			while ((value >> position & 1) == 0)
				position++;
			text += position + " ";
		}
		return text;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static int[] Merge (int[] a, int[] b)
	{
		var merged = new int [a.Length + b.Length];
		for (int i = 0, j = 0, k = 0; k < merged.Length; k++)
			merged [k] = j >= b.Length || i < a.Length && a [i] <= b [j] ? a [i++] : b [j++];
		return merged;
	}
}

static class Callers {
	public static void Run ()
	{
		foreach (int n in new [] { 1, 7, 27, 97, 871, 6171 })
			Report.Value ("Collatz " + n, Callees.Collatz (n));
		Report.Line (Callees.Gcd (1071, 462) + " " + Callees.Gcd (0, 5) + " " + Callees.Gcd (-12, 18));
		var rows = new [] { new [] { 1, 2, 3 }, null, new int [0], new [] { 4, 5 }, new [] { 6, -1, 7 } };
		foreach (int wanted in new [] { 3, 4, 6, 7, 9 })
			Report.Value ("exits " + wanted, Callees.Exits (rows, wanted));
		for (int n = 0; n < 50; n += 7)
			Report.Value ("Fibonacci " + n, Callees.Fibonacci (n));
		Report.Line (Callees.Wraps (5) + " " + Callees.Downwards (1000) + " " + Callees.Downwards (0));
		Report.Line (Report.Show (Callees.Newton (2)) + " " + Report.Show (Callees.Newton (1e10)));
		string chosen = "";
		for (int i = 0; i < 27; i++)
			chosen += Callees.Choose (i % 3, i / 3 % 3, i / 9 - 1);
		Report.Line (chosen);
		Report.Line (Callees.Bits (0x8000000000000105) + Callees.Bits (0));
		Report.Value ("merged", Callees.Merge (new [] { 1, 4, 4, 9 }, new [] { -1, 4, 5, 6, 10 }));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
