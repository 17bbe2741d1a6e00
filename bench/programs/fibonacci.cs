/* SPDX-License-Identifier: MIT
 *
 * fibonacci: the naive recursive definition. Usage: fibonacci [n] */
using System;

namespace Bench {
	static class Program {
		static int Fibonacci (int n)
		{
			return n < 2 ? n : Fibonacci (n - 1) + Fibonacci (n - 2);
		}

		static void Main (string[] arguments)
		{
			int n = arguments.Length > 0 ? int.Parse (arguments [0]) : 42;
			Console.WriteLine (Fibonacci (n));
		}
	}
}
