// SPDX-License-Identifier: MIT
//
// The callers are compiled before anybody has asked for an address: tests/hosted/detours.sh.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

static class Targets {
	public static int Mix (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 3 + (a & 15); }
	public static int Branches (int a) { if (a > 9) return a - 9; if (a < -9) return -a; return a == 0 ? 42 : 43; }
	public static int Small (int a) { return a + 1; }
}

static class Instead {
	public static int Mix (int a) { return 9001; }
	public static int Branches (int a) { return 9002; }
	public static int Small (int a) { return 9003; }
}

static unsafe class Program {
	[DllImport ("libc")] static extern int mprotect (IntPtr address, IntPtr length, int protection);

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Call (int a) { return Targets.Mix (a) + " " + Targets.Branches (a) + " " + Targets.Small (a); }

	static void Main ()
	{
		Console.WriteLine (Call (11));
		foreach (string name in new [] { "Mix", "Branches", "Small" }) {
			byte* code = (byte*) typeof (Targets).GetMethod (name).MethodHandle.GetFunctionPointer ();
			IntPtr to = typeof (Instead).GetMethod (name).MethodHandle.GetFunctionPointer ();
			mprotect ((IntPtr) ((long) code & ~4095L), (IntPtr) 8192, 7);
			code [0] = 0xff; // jmp *(%rip), and the address behind it
			code [1] = 0x25;
			*(int*) (code + 2) = 0;
			*(long*) (code + 6) = (long) to;
		}
		Console.WriteLine (Call (11));
	}
}
