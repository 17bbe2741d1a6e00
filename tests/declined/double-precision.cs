// mono: -O=-float32
using System;
using System.Runtime.CompilerServices;

static class Declined
{
	// 2^24 + 1 needs a bit more than float32 has.
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Method (float big, float one)
	{
		return big + one - big;
	}
}

static class Program
{
	static void Main ()
	{
		Console.WriteLine (Declined.Method (16777216, 1));
	}
}
