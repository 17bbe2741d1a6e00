/* SPDX-License-Identifier: MIT
 *
 * fannkuch: over all permutations of 1..n, how often the first element's prefix can be reversed until 1 is first: the
 * greatest number, and a checksum. Usage: fannkuch [n [rounds]] */
using System;

namespace Bench {
	static class Program {
		static int Flips (int[] permutation, int[] work)
		{
			for (int i = 0; i < permutation.Length; i++)
				work [i] = permutation [i];
			int flips = 0;
			for (int first = work [0]; first != 0; first = work [0]) {
				for (int i = 0, j = first; i < j; i++, j--) {
					int kept = work [i];
					work [i] = work [j];
					work [j] = kept;
				}
				flips++;
			}
			return flips;
		}

		/* Steps to the next permutation in the customary order; false after the last one */
		static bool Next (int[] permutation, int[] count)
		{
			for (int r = 1; r < permutation.Length; r++) {
				int first = permutation [0];
				for (int i = 0; i < r; i++)
					permutation [i] = permutation [i + 1];
				permutation [r] = first;
				if (--count [r] > 0)
					return true;
				count [r] = r + 1;
			}
			return false;
		}

		static void Main (string[] arguments)
		{
			int n = arguments.Length > 0 ? int.Parse (arguments [0]) : 10;
			int rounds = arguments.Length > 1 ? int.Parse (arguments [1]) : 4;
			for (int round = 0; round < rounds; round++)
				Fannkuch (n);
		}

		static void Fannkuch (int n)
		{
			int[] permutation = new int [n], work = new int [n], count = new int [n];
			for (int i = 0; i < n; i++) {
				permutation [i] = i;
				count [i] = i + 1;
			}
			int most = 0, checksum = 0, sign = 1;
			do {
				int flips = Flips (permutation, work);
				if (flips > most)
					most = flips;
				checksum += sign * flips;
				sign = -sign;
			} while (Next (permutation, count));
			Console.WriteLine (checksum);
			Console.WriteLine ("Pfannkuchen(" + n + ") = " + most);
		}
	}
}
