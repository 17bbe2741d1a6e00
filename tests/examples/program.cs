// SPDX-License-Identifier: MIT
// What the examples are tried on.
using System;
using System.Runtime.CompilerServices;

public static class Program
{
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Add (int a, int b)
	{
		return a + b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Subtract (int a, int b)
	{
		return a - b;
	}

	public static int Square (int number)
	{
		return checked (number * number);
	}

	public static void Main ()
	{
		Console.WriteLine ("1 + 2 = {0}", Add (1, 2));
		Console.WriteLine ("1 - 2 = {0}", Subtract (1, 2));
	}
}
