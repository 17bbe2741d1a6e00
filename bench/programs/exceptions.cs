// What exceptions cost: a case by name, its rounds; prints the nanoseconds of one round
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

class Signal : Exception { }

static class Exceptions {
	static readonly Signal signal = new Signal ();
	static int counter;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Throws (int value)
	{
		if (value >= 0)
			throw signal;
		return value;
	}

	// Thrown and caught in two frames
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int ThrowAndCatch (int value)
	{
		try {
			return Throws (value);
		} catch (Signal) {
			return value + 1;
		}
	}

	// Thrown and caught in one frame
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int ThrowHere (int value)
	{
		try {
			if (value >= 0)
				throw signal;
		} catch (Signal) {
			return value + 1;
		}
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Deep (int depth, int value)
	{
		return depth == 0 ? Throws (value) : Deep (depth - 1, value) + 1;
	}

	// Through ten frames that are not concerned
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int ThroughFrames (int value)
	{
		try {
			return Deep (10, value);
		} catch (Signal) {
			return value + 1;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Finally (int depth, int value)
	{
		try {
			return depth == 0 ? Throws (value) : Finally (depth - 1, value) + 1;
		} finally {
			counter++;
		}
	}

	// Through ten frames with a finally
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int ThroughFinallys (int value)
	{
		try {
			return Finally (10, value);
		} catch (Signal) {
			return value + 1;
		}
	}

	// A new exception, with a stack trace
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int ThrowNew (int value)
	{
		try {
			throw new InvalidOperationException ("new");
		} catch (InvalidOperationException) {
			return value + 1;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Divide (int value, int by)
	{
		try {
			return value / by;
		} catch (DivideByZeroException) {
			return value + 1;
		}
	}

	// Raised by a check
	static int Check (int value) { return Divide (value, 0); }

	static readonly int[] numbers = new int [64];

	// The same loop with a try around its body, which throws nothing, and without
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int WithTry (int value)
	{
		int sum = value;
		for (int i = 0; i < numbers.Length; i++) {
			try {
				sum += numbers [i] ^ i;
			} catch (IndexOutOfRangeException) {
				sum = 0;
			}
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int WithoutTry (int value)
	{
		int sum = value;
		for (int i = 0; i < numbers.Length; i++)
			sum += numbers [i] ^ i;
		return sum;
	}

	static int Main (string[] arguments)
	{
		var cases = new Func<int, int>[] {
			ThrowAndCatch, ThrowHere, ThroughFrames, ThroughFinallys, ThrowNew, Check, WithTry, WithoutTry
		};
		foreach (Func<int, int> code in cases) {
			if (arguments.Length != 2 || code.Method.Name != arguments [0])
				continue;
			int rounds = int.Parse (arguments [1]), result = 0;
			for (int i = 0; i < rounds / 20 + 1; i++)
				result += code (i & 1023);
			var watch = Stopwatch.StartNew ();
			for (int i = 0; i < rounds; i++)
				result += code (i & 1023);
			Console.WriteLine ((long) (watch.Elapsed.TotalMilliseconds * 1e6 / rounds));
			return result == 42 ? 1 : 0;
		}
		Console.Error.WriteLine ("exceptions.exe CASE ROUNDS");
		return 2;
	}
}
