// SPDX-License-Identifier: MIT
//
// A method for jit-replace-add to replace. Without NoInlining mini would put it into Main, and nobody would be asked for it.
using System;
using System.Runtime.CompilerServices;

class Program {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Add (int a, int b)
	{
		return a + b;
	}

	static void Main ()
	{
		Console.WriteLine ("Add (1, 2) = {0}", Add (1, 2));
	}
}
