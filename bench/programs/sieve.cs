/* SPDX-License-Identifier: MIT
 *
 * sieve: the sieve of Eratosthenes, several times over. Usage: sieve [limit [rounds]] */
using System;

namespace Bench {
	static class Program {
		static int Count (bool[] composite)
		{
			int count = 0;
			for (int i = 2; i < composite.Length; i++) {
				if (composite [i])
					continue;
				count++;
				for (int j = i + i; j < composite.Length; j += i)
					composite [j] = true;
			}
			return count;
		}

		static void Clear (bool[] composite)
		{
			for (int i = 0; i < composite.Length; i++)
				composite [i] = false;
		}

		static void Main (string[] arguments)
		{
			int limit = arguments.Length > 0 ? int.Parse (arguments [0]) : 100000;
			int rounds = arguments.Length > 1 ? int.Parse (arguments [1]) : 2000;
			var composite = new bool [limit + 1];
			int count = 0;
			for (int round = 0; round < rounds; round++) {
				Clear (composite);
				count = Count (composite);
			}
			Console.WriteLine ("primes up to " + limit + ": " + count);
		}
	}
}
