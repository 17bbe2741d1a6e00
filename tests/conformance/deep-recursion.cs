// A method that is called for the first time near the end of the stack, and recursion that exhausts
// it
// (design 5: compilations bring their own stack; ECMA-335 III.1.7.5: StackOverflowException)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

static class Callees {
	public static int Reached;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Sum (int depth, long a)
	{
		if (depth == 0)
			return NeverCalledBefore (a);
		return Sum (depth - 1, a + depth) + 1;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static long NeverCalledBefore (long a)
	{
		var numbers = new long [10];
		for (int i = 0; i < numbers.Length; i++)
			numbers [i] = i * a;
		return AlsoNew (numbers);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static long AlsoNew (long[] numbers)
	{
		long sum = 0;
		foreach (long number in numbers)
			sum += number;
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Endless (int depth)
	{
		Reached = depth;
		return Endless (depth + 1) + 1;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Ackermann (int m, int n)
	{
		if (m == 0)
			return n + 1;
		if (n == 0)
			return Ackermann (m - 1, 1);
		return Ackermann (m - 1, Ackermann (m, n - 1));
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Even (int a) { return a == 0 || Odd (a - 1); }
	[MethodImpl (MethodImplOptions.NoInlining)] static bool Odd (int a) { return a != 0 && Even (a - 1); }
}

static class Callers {
	public static void Run ()
	{
		var thread = new Thread (() => {
			Report.Value ("sum", Callees.Sum (4000, 1));
			Report.Value ("even", Callees.Even (3001));
			Report.Value ("Ackermann", Callees.Ackermann (2, 300));
		}, 1024 * 1024);
		thread.Start ();
		thread.Join ();
		thread = new Thread (() => Report.Throws ("endless", () => Callees.Endless (0)), 512 * 1024);
		thread.Start ();
		thread.Join ();
		Report.Value ("deep enough", Callees.Reached > 1000);
		Report.Value ("usable again", Callees.Sum (100, 2));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
