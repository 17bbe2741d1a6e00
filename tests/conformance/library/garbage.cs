/* SPDX-License-Identifier: MIT
 *
 * Collections after which an object that the collector did not see is certainly gone: what calls have left on the stack
 * is overwritten before, and free memory is filled with other objects afterwards.
 */
using System;
using System.Runtime.CompilerServices;

public static class Garbage {
	const int ObjectCount = 2000;
	static readonly object[] filling = new object [ObjectCount];

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Collect ()
	{
		OverwriteStack (12);
		GC.Collect (0);
		Fill ();
	}

	/* The same with a collection of all memory. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CollectAll ()
	{
		OverwriteStack (12);
		GC.Collect ();
		Fill ();
	}

	/* What is young now is old afterwards, unless it is on a stack. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Promote ()
	{
		OverwriteStack (12);
		GC.Collect ();
		GC.Collect ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static unsafe int OverwriteStack (int depth)
	{
		long *words = stackalloc long [200];
		for (int i = 0; i < 200; i++)
			words [i] = depth;
		return depth == 0 ? (int) words [7] : OverwriteStack (depth - 1) + (int) words [8];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Fill ()
	{
		for (int i = 0; i < ObjectCount; i++)
			filling [i] = MakeFilling (i);
		Array.Clear (filling, 0, ObjectCount);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static object MakeFilling (int i)
	{
		if (i % 50 == 0)
			return FilledBytes (new byte [4000]);
		if (i % 3 == 0)
			return FilledBytes (new byte [i % 7 * 8]);
		return i % 3 == 1 ? (object) new string ('\u7a7a', i % 9) : new Filling { A = 0x7a7a7a7a, B = i, C = -1 };
	}

	static byte[] FilledBytes (byte[] bytes)
	{
		for (int i = 0; i < bytes.Length; i++)
			bytes [i] = 0x7a;
		return bytes;
	}

	class Filling {
		public long A, B, C;
	}
}
