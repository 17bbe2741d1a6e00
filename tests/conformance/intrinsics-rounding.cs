// Math.Round, Floor, Ceiling and Truncate, bit for bit: next to one half, at the ends of the numbers with fractions, not a
// number, constants, vectors, float32. Stock mono has them in one instruction (SSE4.1).
using System;
using System.Runtime.CompilerServices;

public static class CalleesOfRounding {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Round (double a) { return Math.Round (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Floor (double a) { return Math.Floor (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Ceiling (double a) { return Math.Ceiling (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Truncate (double a) { return Math.Truncate (a); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double OfSingle (float a)
	{
		return Math.Round (a) + Math.Floor (a) * 3 + Math.Ceiling (a) * 5 + Math.Truncate (a) * 7;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ToInteger (double a) { return (int) Math.Floor (a) ^ (int) Math.Round (a) * 3 ^ (int) Math.Truncate (a) * 7; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double [] Constants ()
	{
		return new [] {
			Math.Round (0.49999999999999994), Math.Round (-0.49999999999999994), Math.Round (-1.5), Math.Round (2.75),
			Math.Floor (-0.2), Math.Ceiling (-0.2), Math.Truncate (-0.9), Math.Floor (1e300),
			Math.Ceiling (4503599627370495.5), Math.Round (4503599627370495.5), Math.Truncate (double.NaN),
		};
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void All (double [] from, double [] to)
	{
		for (int i = 0; i < from.Length && i < to.Length; i++)
			to [i] = Math.Round (from [i]) - Math.Floor (from [i]) + Math.Ceiling (from [i]) * Math.Truncate (from [i]);
	}
}

static class Callers {
	static readonly Func<double, double> [] functions = {
		CalleesOfRounding.Round, CalleesOfRounding.Floor, CalleesOfRounding.Ceiling, CalleesOfRounding.Truncate,
	};

	static long Bits (double number) { return BitConverter.DoubleToInt64Bits (number); }

	static void Main ()
	{
		var numbers = new double [64];
		int count = 0;
		foreach (double number in new [] { 0, 0.49999999999999994, 0.5, 0.50000000000000011, 0.99999999999999989, 1, 1.5, 2.5,
			3.5, 1e-300, double.Epsilon, 2147483647.5, 4503599627370495.5, 4503599627370497.5, 9007199254740993, 1e300,
			double.MaxValue, double.PositiveInfinity, double.NaN, BitConverter.Int64BitsToDouble (0x7ff0000000000001),
			BitConverter.Int64BitsToDouble (0x7ffc000000000123) })
			foreach (double signed in new [] { number, -number })
				numbers [count++] = signed;
		ulong state = 1;
		while (count < numbers.Length) {
			state = state * 6364136223846793005 + 1442695040888963407;
			numbers [count++] = (long) state / 1e15;
		}
		foreach (double number in numbers) {
			foreach (var function in functions)
				Console.Write ("{0:x} ", Bits (function (number)));
			Console.WriteLine ("{0:x} {1}", Bits (CalleesOfRounding.OfSingle ((float) number)),
				Math.Abs (number) < 1e9 ? CalleesOfRounding.ToInteger (number) : 0);
		}
		ulong hash = 0;
		for (int i = 0; i < 200000; i++) {
			state = state * 6364136223846793005 + 1442695040888963407;
			// A magnitude below 2^53 is where there is something to round.
			double number = BitConverter.Int64BitsToDouble ((long) (state >> 12 | state << 63 | (0x3f0 + state % 70) << 52));
			foreach (var function in functions)
				hash = hash * 31 + (ulong) Bits (function (number));
		}
		Console.WriteLine ("{0:x}", hash);
		foreach (double constant in CalleesOfRounding.Constants ())
			Console.WriteLine ("{0:x}", Bits (constant));
		var rounded = new double [numbers.Length];
		CalleesOfRounding.All (numbers, rounded);
		foreach (double number in rounded)
			Console.WriteLine (double.IsNaN (number) ? "NaN" : Bits (number).ToString ("x"));
	}
}
