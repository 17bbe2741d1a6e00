// SPDX-License-Identifier: MIT
//
// mini rounds this constant away from zero, and BigStep to the even number (folded-math): a program must not see both.
using System;

static class Differing
{
	static int [] counts = new int [8];

	static void Round (int times)
	{
		for (int i = 0; i < times; ++i)
			++counts [(int) Math.Round (2.5)];
	}

	static void Main ()
	{
		for (int i = 0; i < 2000; ++i)
			Round (20000);
		Console.WriteLine (string.Join (" ", counts));
	}
}
