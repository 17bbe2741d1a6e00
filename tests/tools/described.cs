// SPDX-License-Identifier: MIT
// What `bigstep dump` shows: a header, locals, clauses, and what tokens name.
using System;

public static class Described
{
	public static int Sum (int count)
	{
		int sum = 0;
		for (int i = 0; i < count; i++)
			sum += i;
		return sum;
	}
	public static int Catch (int[] values)
	{
		try {
			return values [0];
		} catch (Exception) {
			return -1;
		}
	}
	public static string Text () { return "a \"b\" \u00e4"; }
	public static Type Token () { return typeof (Described); }
	public static int[] New (int count) { return new int [count]; }
	public static int Wrong () { return 7; } // test-compiler.c knows its name
}
