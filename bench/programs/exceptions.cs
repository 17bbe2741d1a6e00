// What exceptions cost: prints the nanoseconds of one round of each case, the best of five turns
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

	// A try that throws nothing, and the same code without: around a call, around accesses that are checked, both in a
	// loop, and around a loop. The loops of TryLoop and TrySum can be carried out by vectors, if neither suspension polls
	// nor, in TrySum, the handler stand in the way.

	static readonly int[] numbers = new int [64];

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int TryLoop (int value)
	{
		try {
			for (int i = 0; i < numbers.Length; i++)
				value += numbers [i] ^ i;
		} catch (IndexOutOfRangeException) {
			value = -value;
		}
		return value;
	}

	static int PlainLoop (int value) { return PlainSum (value); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int TrySum (int value)
	{
		for (int i = 0; i < numbers.Length; i++) {
			try {
				value += numbers [i] ^ i;
			} catch (IndexOutOfRangeException) {
				value = i;
			}
		}
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int PlainSum (int value)
	{
		for (int i = 0; i < numbers.Length; i++)
			value += numbers [i] ^ i;
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Next (int value) { return value * 5 + 1; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int TryCall (int value)
	{
		for (int i = 0; i < 64; i++) {
			try {
				value = Next (value);
			} catch (Signal) {
				value = i;
			}
		}
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int PlainCall (int value)
	{
		for (int i = 0; i < 64; i++)
			value = Next (value);
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int TryChecks (int[] table, int value)
	{
		for (int i = 0; i < table.Length; i++) {
			try {
				value = value * 5 + table [value & 63] + 1;
			} catch (IndexOutOfRangeException) {
				value = i;
			}
		}
		return value;
	}

	static int TryChecks (int value) { return TryChecks (numbers, value); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int PlainChecks (int[] table, int value)
	{
		for (int i = 0; i < table.Length; i++)
			value = value * 5 + table [value & 63] + 1;
		return value;
	}

	static int PlainChecks (int value) { return PlainChecks (numbers, value); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int TryFinally (int[] table, int value)
	{
		try {
			for (int i = 0; i < table.Length; i++)
				value = value * 5 + table [value & 63] + 1;
		} finally {
			counter += value;
		}
		return value;
	}

	static int TryFinally (int value) { return TryFinally (numbers, value); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int PlainFinally (int[] table, int value)
	{
		for (int i = 0; i < table.Length; i++)
			value = value * 5 + table [value & 63] + 1;
		counter += value;
		return value;
	}

	static int PlainFinally (int value) { return PlainFinally (numbers, value); }

	static double Measure (Func<int, int> code, int rounds)
	{
		var watch = Stopwatch.StartNew ();
		for (int i = 0; i < rounds; i++)
			counter += code (i & 1023);
		return watch.Elapsed.TotalMilliseconds * 1e6 / rounds;
	}

	static int Main (string[] arguments)
	{
		const int turns = 5;
		var cases = new Func<int, int>[] {
			ThrowAndCatch, ThrowHere, ThroughFrames, ThroughFinallys, ThrowNew, Check,
			TryCall, PlainCall, TryChecks, PlainChecks, TryFinally, PlainFinally,
			TryLoop, PlainLoop, TrySum, PlainSum
		};
		if (arguments.Length < 2) {
			Console.Error.WriteLine ("exceptions.exe ROUNDS CASE...");
			return 2;
		}
		int rounds = int.Parse (arguments [0]);
		var chosen = new Func<int, int> [arguments.Length - 1];
		var best = new double [chosen.Length];
		for (int i = 0; i < chosen.Length; i++) {
			chosen [i] = Array.Find (cases, code => code.Method.Name == arguments [i + 1]);
			if (chosen [i] == null) {
				Console.Error.WriteLine ("exceptions.exe: no case " + arguments [i + 1]);
				return 2;
			}
			Measure (chosen [i], rounds / 20 + 1);
			best [i] = double.MaxValue;
		}
		for (int turn = 0; turn < turns; turn++)
			for (int i = 0; i < chosen.Length; i++)
				best [i] = Math.Min (best [i], Measure (chosen [i], rounds));
		foreach (double nanoseconds in best)
			Console.Write (nanoseconds.ToString ("F1", System.Globalization.CultureInfo.InvariantCulture) + " ");
		Console.WriteLine ();
		return 0;
	}
}
