// More bytes are read at the address of an argument or local than it has, and only its own are used: mcs emits it for
// *(long*) &x. ECMA-335 III.1.7.4 leaves it undefined; stock mono runs it.
using System;
using System.Runtime.CompilerServices;

public struct Three { public byte A, B, C; }
public struct Pair { public int First, Second; }

public static unsafe class CalleesWide {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int LongOfInt (int x) { return (int) (*(long*) &x & 0xffffffff); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static byte LongOfByte (byte x) { return (byte) *(ulong*) &x; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static short IntOfLocal (int x)
	{
		short s = (short) (x + 1);
		return (short) *(int*) &s;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int LongOfFloat (float x) { return (int) *(long*) &x; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int LongOfStruct (Three x) { return (int) *(long*) &x & 0xffffff; }

	/* By way of a variable that holds the address */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByPointer (int x)
	{
		long* p = (long*) &x;
		return (int) (*p & 0xffffffff);
	}

	/* A field of what the variable would be */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int FirstOfInt (int x) { return ((Pair*) &x)->First; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int CopyOfInt (int x)
	{
		Pair copy = *(Pair*) &x;
		return copy.First;
	}

	/* The variable changes before it is read, in a loop, and is not lost when it gets its room late. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Sum (int x)
	{
		long sum = 0;
		for (int i = 0; i < 10; i++) {
			int* address = &x;
			*address += i;
			sum += *(long*) &x & 0xffff;
		}
		return sum + x;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int InHandler (int x)
	{
		try {
			if (x > 0)
				throw new Exception ();
			return 0;
		} catch (Exception) {
			return (int) (*(long*) &x & 0xffffffff);
		}
	}
}

public static class CallersWide {
	public static void Run ()
	{
		foreach (int x in new [] { 0, 3, -1, 300, int.MinValue, 0x12345678 }) {
			Report.Value ("LongOfInt", CalleesWide.LongOfInt (x));
			Report.Value ("LongOfByte", CalleesWide.LongOfByte ((byte) x));
			Report.Value ("IntOfLocal", CalleesWide.IntOfLocal (x));
			Report.Value ("LongOfFloat", CalleesWide.LongOfFloat (x / 3f));
			Report.Value ("LongOfStruct", CalleesWide.LongOfStruct (new Three { A = (byte) x, B = 2, C = 3 }));
			Report.Value ("ByPointer", CalleesWide.ByPointer (x));
			Report.Value ("FirstOfInt", CalleesWide.FirstOfInt (x));
			Report.Value ("CopyOfInt", CalleesWide.CopyOfInt (x));
			Report.Value ("Sum", CalleesWide.Sum (x));
			Report.Value ("InHandler", CalleesWide.InHandler (x));
		}
	}
}

static class Program {
	static void Main () { CallersWide.Run (); }
}
