// SPDX-License-Identifier: MIT
//
// What the suites test-promises*.c ask about and run, and Subject.dll and Execute.exe do not have. Compiled as unsafe, so
// the assembly asks not to be verified.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

public static class Numbers {
	public static int [] Table () { return new int [] { 11, 22, 33, 44, 55 }; }
	public static unsafe int Pinned (int [] a) { int sum = 1; fixed (int* first = a) sum += *first; return sum; }
	public static int Variable (int a, __arglist) { return a + new ArgIterator (__arglist).GetRemainingCount (); }
	public static int CallsVariable () { return Variable (1, __arglist (2, "three", 4.0)); }
	public static int Plain (int a) { return a; }
	public static int CallsPlain () { return Plain (7); }
	[ContextStatic] public static int PerContext;
	[ThreadStatic] public static int PerThread;
}

// Whose size alone speaks against becoming part of another method, and those of which other things do, too.
public static class Sizes {
	public static int Large (int a, int b) { return (a + b) * (a - b) * (a ^ b) * (a & b) * (a | b) + a * 3 + b * 5; }
	public static int Small (int a, int b) { return a + b; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Kept (int a, int b) { return (a + b) * (a - b) * (a ^ b) * (a & b) * (a | b) + a * 3 + b * 5; }
	public static int Guarded (int a, int b) {
		try { return (a + b) * (a - b) * (a ^ b) * (a & b) * (a | b) + a * 3 + b * 5; } finally { Numbers.PerThread = a; }
	}
}

[StructLayout (LayoutKind.Sequential)] public struct ByteAndLong { public byte A; public long B; }
[StructLayout (LayoutKind.Sequential)] public struct TwoShorts { public short A, B; }
[StructLayout (LayoutKind.Sequential)] public struct ThreeBytes { public byte A, B, C; }

public class Started { public static int Value; static Started () { Value = 3; } public static void Start () { } }
public class NothingToStart { public static int Value; }

public static class Bodies {
	// Bodies for machine code: only their signatures count.
	public static long Four (long a, long b, long c, long d) { return 0; }
	public static long FirstTraced (long a, long b, long c, long d) { return 0; }
	public static long SecondTraced (long a, long b, long c, long d) { return 0; }
	public static object Object (long a, long b, long c, long d) { return null; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Throw (int a) { if (a != 0) throw new InvalidOperationException ("thrown " + a); return 7; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Later (int a) { return a + 1000; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int LaterToo (int a) { return a + 2000; }
	// Needs all registers, whoever compiles it.
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Crowded (long a) {
		long b = a + 1, c = a ^ 5, d = a * 3, e = a - 9, f = a << 2, g = ~a, h = a + 11, i = a * 7;
		for (int round = 0; round < 20; ++round) {
			b += c; c ^= d; d += e; e ^= f; f += g; g ^= h; h += i; i ^= b;
			GC.KeepAlive (null);
		}
		return b + c + d + e + f + g + h + i;
	}
	public static int Caught (int a) {
		try { return Throw (a); } catch (InvalidOperationException) { return 100; }
	}
	public static int Filtered (int a) {
		try { return Throw (a); } catch (InvalidOperationException e) when (e.Message.EndsWith ("1")) { return 200; }
	}
	public static int Finally (int a) {
		try { return Throw (a); } finally { Numbers.PerThread = a; }
	}
}

public class Bound : ContextBoundObject { public int Value = 5; }
public class Remote : MarshalByRefObject { public int Value = 6; }

public static class Regions {
	public static long Nested (long a, long b, long c, long d) {
		try {
			try { return a; } catch (InvalidOperationException) { return 1; }
		} catch (Exception) { return 2; }
	}
	public static long Filter (long a, long b, long c, long d) {
		try { return a; } catch (InvalidOperationException) when (Numbers.PerThread == 0) { return 1; }
	}
	public static long FilterInside (long a, long b, long c, long d) {
		try {
			try { return a; } catch (InvalidOperationException) when (Numbers.PerThread == 0) { return 1; }
		} catch (InvalidOperationException) { return 2; }
	}
	public static long Finally (long a, long b, long c, long d) {
		try { return a; } finally { Numbers.PerThread = 1; }
	}
	public static InvalidOperationException MakeException () { return new InvalidOperationException ("made"); }
	public static string Trace (Exception e) { return e.StackTrace; }
}

[StructLayout (LayoutKind.Sequential, Size = 20000)] public struct Much { public long A; }

public static class Statics {
	public static string Text;
	public static string [] Texts;
	public static long Much (Much a, Much b, Much c) { return 0; }
	public static int CallByDelegate (int a) { Func<int, int> later = Bodies.LaterToo; return later (a); }
	public static string Read () { return Text; }
	public static object MakeTexts () { return Texts = new string [100]; }
	public static bool FloatsAreSingle () { return Difference (16777216f, 1f) == 0; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static float Difference (float a, float b) { return (a + b) - a; }
}

public static class StartedByCall { static int value; static StartedByCall () { value = 33; } public static int Read () { return value; } }

public class Jumped {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Static (int a) { return a + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual int Virtual (int a) { return a + 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Delegated (int a) { return a + 3; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Pointed (int a) { return a + 4; }
	public static Func<int, int> MakeDelegate () { return Delegated; }
}

namespace System {
	public class Random { public int Own; }
}
