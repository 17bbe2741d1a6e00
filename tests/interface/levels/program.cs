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
		Console.WriteLine (Add (1, 2));
	}
}
