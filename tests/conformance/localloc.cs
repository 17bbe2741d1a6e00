// Blocks of localloc are rounded up to a multiple of 16 bytes, zeroed, and apart from each other. Nothing promises the first
// (ECMA-335 III.3.47), but programs that write beyond run under stock mono.
using System;
using System.Runtime.CompilerServices;

static unsafe class CalleesBlocks {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int One ()
	{
		byte* p = stackalloc byte [1];
		*(long*) p = 9;
		return *p;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long LastWord (int size)
	{
		byte* p = stackalloc byte [size];
		long* end = (long*) (p + (size + 15) / 16 * 16);
		end [-1] = size;
		end [-2] += 1;
		return end [-1] * 10 + end [-2];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Two (int first, int second)
	{
		byte* a = stackalloc byte [first], b = stackalloc byte [second];
		int rounded = (first + 15) / 16 * 16, sum = 0;
		for (int i = 0; i < rounded; i++)
			a [i] = 1;
		for (int i = 0; i < second; i++)
			sum += b [i];
		bool apart = a + rounded <= b || b + second <= a;
		return sum + " " + apart + " " + ((long) a % 16) + " " + ((long) b % 16);
	}

	// What is read beyond is zero, too.
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Beyond ()
	{
		byte* p = stackalloc byte [3];
		int sum = 0;
		for (int i = 0; i < 16; i++)
			sum += p [i];
		p [15] = 5;
		p [3] = 7;
		return sum + p [15] * 100 + p [3] * 1000;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int InLoop (int rounds)
	{
		int sum = 0;
		for (int i = 0; i < rounds; i++) {
			int* p = stackalloc int [1];
			p [3] = i;
			p [2] += i;
			sum += p [3] + p [2] + p [0];
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Dirty ()
	{
		byte* p = stackalloc byte [4000];
		for (int i = 0; i < 4000; i++)
			p [i] = 0xee;
		Use (p);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (byte* p) { }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool None (int size)
	{
		byte* p = stackalloc byte [size];
		return p == null;
	}
}

static class Callers {
	static void Main ()
	{
		CalleesBlocks.Dirty ();
		Console.WriteLine (CalleesBlocks.One ());
		foreach (int size in new [] { 1, 8, 9, 15, 16, 17, 31, 33, 100 }) {
			CalleesBlocks.Dirty ();
			Console.WriteLine (CalleesBlocks.LastWord (size));
			foreach (int other in new [] { 1, 17, 40 }) {
				CalleesBlocks.Dirty ();
				Console.WriteLine (CalleesBlocks.Two (size, other));
			}
		}
		CalleesBlocks.Dirty ();
		Console.WriteLine (CalleesBlocks.Beyond ());
		CalleesBlocks.Dirty ();
		Console.WriteLine (CalleesBlocks.InLoop (5));
		Console.WriteLine (CalleesBlocks.None (0));
	}
}
