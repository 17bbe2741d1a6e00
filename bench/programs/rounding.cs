// Functions that round, in loops: prints for each case the nanoseconds of one round, the best of five turns, and the sum
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Bench
{
	static class Rounding
	{
		delegate double Case (int rounds);

		// Value noise: a square of random values, smoothed
		static double Noise (double x, double y)
		{
			int column = (int) Math.Floor (x), row = (int) Math.Floor (y);
			double right = x - Math.Floor (x), down = y - Math.Floor (y);
			double u = right * right * (3 - 2 * right), v = down * down * (3 - 2 * down);
			return u * ((column * 374761393 + row * 668265263) & 255) + v * (1 - u) + Math.Round (x * 100) * 1e-6 +
				Math.Ceiling (y) * 1e-9 + Math.Truncate (x);
		}

		[MethodImpl (MethodImplOptions.NoInlining)]
		static double Noise (int rounds)
		{
			double sum = 0;
			for (int i = 0; i < rounds; i++)
				sum += Noise (i % 3000 * 0.013 - 7, i / 3000 * 0.017 - 3);
			return sum;
		}

		[MethodImpl (MethodImplOptions.NoInlining)]
		static double Floor (int rounds)
		{
			double sum = 0;
			for (int i = 0; i < rounds; i++)
				sum += Math.Floor (i * 0.37 - 1000);
			return sum;
		}

		[MethodImpl (MethodImplOptions.NoInlining)]
		static double Ceiling (int rounds)
		{
			double sum = 0;
			for (int i = 0; i < rounds; i++)
				sum += Math.Ceiling (i * 0.37 - 1000);
			return sum;
		}

		[MethodImpl (MethodImplOptions.NoInlining)]
		static double Round (int rounds)
		{
			double sum = 0;
			for (int i = 0; i < rounds; i++)
				sum += Math.Round (i * 0.25 - 1000);
			return sum;
		}

		[MethodImpl (MethodImplOptions.NoInlining)]
		static double Truncate (int rounds)
		{
			double sum = 0;
			for (int i = 0; i < rounds; i++)
				sum += Math.Truncate (i * 0.37 - 1000);
			return sum;
		}

		static void Main (string[] arguments)
		{
			Case[] cases = { Noise, Floor, Ceiling, Round, Truncate };
			int rounds = int.Parse (arguments [0]);
			foreach (Case each in cases) {
				double best = double.MaxValue, sum = 0;
				for (int turn = 0; turn < 5; turn++) {
					var watch = Stopwatch.StartNew ();
					sum = each (rounds);
					best = Math.Min (best, watch.ElapsedTicks * 1e9 / Stopwatch.Frequency / rounds);
				}
				Console.WriteLine ("{0} {1:F3} {2:x}", each.Method.Name, best, BitConverter.DoubleToInt64Bits (sum));
			}
		}
	}
}
