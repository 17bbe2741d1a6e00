// Methods with protected regions whose code regions.sh reads
using System;
using System.Runtime.CompilerServices;

public static class Work {
	static int state = 1;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Call (int value) { return value + state; }
}

public static class Entered {
	public static int Catch (int a, int b)
	{
		try {
			return Work.Call (a) + b;
		} catch (InvalidOperationException) {
			return b;
		}
	}

	// A local that the handler reads, and the region writes
	public static int CatchLocal (int a, int b)
	{
		int local = a;
		try {
			local = Work.Call (a);
			local += Work.Call (b);
		} catch (InvalidOperationException) {
			local -= b;
		}
		return local;
	}

	public static int CatchMany (int a, int b)
	{
		try {
			return Work.Call (a) + b;
		} catch (InvalidOperationException) {
			return 1;
		} catch (ArgumentException) {
			return 2;
		} catch {
			return 3;
		}
	}

	public static int Nested (int a, int b)
	{
		try {
			try {
				try {
					return Work.Call (a) + b;
				} catch (ArgumentException) {
					return a;
				}
			} catch (InvalidOperationException) {
				return b;
			}
		} catch (NullReferenceException) {
			return 0;
		}
	}

	public static int Finally (int a, int b)
	{
		try {
			a = Work.Call (a);
		} finally {
			a += Work.Call (b);
		}
		return a;
	}

	public static int FinallyInCatch (int a, int b)
	{
		try {
			try {
				a = Work.Call (a);
			} finally {
				a += Work.Call (b);
			}
		} catch (InvalidOperationException) {
			a = 0;
		}
		return a;
	}
}

public static class NotEntered {
	// What regions.sh must notice
	public static int Seen;

	public static int Stores (int a, int b)
	{
		Seen = a;
		return Work.Call (a) + b;
	}

	public static int Calls (int a, int b) { return Work.Call (Work.Call (a)) + b; }
}
