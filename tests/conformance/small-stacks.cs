// First calls of methods in threads with a stack of 128 KiB, also near its end (a compilation may need more than is
// left)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static double FirstCall (int a, double b)
	{
		double sum = 0;
		for (int i = 0; i < a; i++)
			sum += b / (i + 1);
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static string SecondCall (int a)
	{
		switch (a % 3) {
		case 0: return "zero" + a;
		case 1: return "one" + new int [a].Length;
		default: return "two";
		}
	}

	/* 100 bytes or more of stack a level: 64 KiB of the 128 are used when the bottom is reached */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Descend (int depth, int a, int b, int c, int d, int e, int f, int g)
	{
		if (depth == 0)
			return Bottom (a, b) + c + d + e + f + g;
		int below = Descend (depth - 1, b, c, d, e, f, g, a + 1);
		return below + a - b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static int Bottom (int a, int b)
	{
		int sum = 0;
		for (int i = 0; i < 10; i++)
			sum += Small.Method (i + a, b);
		return sum;
	}

	static class Small {
		[MethodImpl (MethodImplOptions.NoInlining)] public static int Method (int a, int b) { return a * b - (a ^ b); }
	}
}

static class Callers {
	static string result;

	static void InThread (ThreadStart code, int stack)
	{
		var thread = new Thread (code, stack);
		thread.Start ();
		thread.Join ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void First () { result = Report.Show (Callees.FirstCall (100, 0.5)); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Second () { result = Callees.SecondCall (6) + Callees.SecondCall (7) + Callees.SecondCall (8); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Deep () { result = Callees.Descend (400, 1, 2, 3, 4, 5, 6, 7).ToString (); }

	public static void Run ()
	{
		InThread (First, 128 * 1024);
		Report.Value ("first", result);
		InThread (Second, 128 * 1024);
		Report.Value ("second", result);
		InThread (Deep, 128 * 1024);
		Report.Value ("deep", result);
		InThread (() => { result = new [] { 1.5, 2.5 }.Length + "made in a closure"; }, 128 * 1024);
		Report.Value ("closure", result);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
