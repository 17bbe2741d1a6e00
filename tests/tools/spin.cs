// SPDX-License-Identifier: MIT
//
// Behaves differently under an optimising compiler, and may: a field that another thread writes is not volatile.
using System;
using System.IO;
using System.Threading;

class Program
{
	static bool isSet;

	/* For a compiler of the tests, which returns something else. */
	static int Wrong () { return Environment.TickCount >> 31 << 31; }

	/* It does not wait: a loop that ends when the field is set would read it in every round. */
	static bool Wait (int rounds)
	{
		int seen = 0;

		for (int i = 0; i < rounds; i++)
			if (isSet)
				seen++;
		return seen > 0;
	}

	static void Main (string[] arguments)
	{
		/* Each time something else */
		if (arguments.Length > 0 && File.Exists (arguments [0])) {
			File.Delete (arguments [0]);
			Console.WriteLine ("there was a file");
		} else if (arguments.Length > 0) {
			File.WriteAllText (arguments [0], "");
		}
		Console.WriteLine (Wrong ());
		/* Compiles it, before time counts. */
		Wait (0);
		new Thread (() => { Thread.Sleep (20); isSet = true; }).Start ();
		Console.WriteLine (Wait (200000000) ? "seen" : "not seen");
	}
}
