/* SPDX-License-Identifier: MIT */
using System;

namespace Bench {
	static class Program {
		static void Main ()
		{
			Console.WriteLine ("Hello, world");
		}
	}
}
