// SPDX-License-Identifier: MIT
//
// The method has an exception filter.
using System;
using System.Runtime.CompilerServices;

class Declined {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Method (int a)
	{
		try {
			return 100 / a;
		} catch (DivideByZeroException e) when (e.InnerException == null) {
			return -1;
		}
	}
}

class Program {
	static void Main () { Console.WriteLine (Declined.Method (4) + " " + Declined.Method (0)); }
}
