// Reads through addresses that are near null throw NullReferenceException, whatever becomes of the value: where methods are
// compiled into others, and where arithmetic, conditions and copies of it come to nothing (ECMA-335 III.3.42, III.4.10)
using System;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using static CalleesOfReads;

public struct Words { public long first, second, third; }

// Small enough to be compiled into callers
static unsafe class CalleesOfReads {
	public static long Second (Words* p) { return p->second; }
	public static long SecondOfRef (ref Words p) { return p.second; }
	public static int Deref (int* p) { return *p; }
	public static double DerefDouble (double* p) { return *p; }
	public static Words DerefWords (Words* p) { return *p; }
	public static object DerefObject (ref object p) { return p; }
	public static long Outer (Words* p) { return Second (p); }
	public static int First (int a, int b) { return a; }
	public static void Ignore (long a) {}
	public static long Third (Words p) { return p.third; }
	public static bool Same (int a) { return a == a; }

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Kept (IntPtr p) { Outer ((Words*) p); return 4; }
}

static unsafe class CallersOfReads {
	[MethodImpl (MethodImplOptions.NoInlining)] static void Dropped (IntPtr p) { Second ((Words*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void DroppedRef (IntPtr p) { SecondOfRef (ref *(Words*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void DroppedInt (IntPtr p) { Deref ((int*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void DroppedDouble (IntPtr p) { DerefDouble ((double*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void DroppedWords (IntPtr p) { DerefWords ((Words*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void DroppedObject (ref object p) { DerefObject (ref p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void DroppedTwice (IntPtr p) { Outer ((Words*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Ignored (IntPtr p) { Ignore (Second ((Words*) p)); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void IgnoredDirect (IntPtr p) { Ignore (((Words*) p)->third); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int IgnoredSecond (IntPtr p) { return First (7, *(int*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void CopyIgnored (IntPtr p) { Ignore (Third (*(Words*) p)); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Added (IntPtr p) { int x = *(int*) p + 1; Ignore (x * 3); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Masked (IntPtr p) { return *(int*) p & 0; }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Multiplied (IntPtr p) { return Deref ((int*) p) * 0 + 5; }
	[MethodImpl (MethodImplOptions.NoInlining)] static bool Compared (IntPtr p) { return Same (*(int*) p); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Tested (IntPtr p) { if (*(int*) p > 5) Ignore (1); else Ignore (2); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Guarded (IntPtr q)
	{
		var p = (int*) q;
		if (p != null)
			Deref (p);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] static int Summed (IntPtr q)
	{
		var p = (int*) q;
		int sum = 0;
		for (int i = 0; i < 4; i++)
			sum += p [i];
		return First (3, sum);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] static int Twice (IntPtr p)
	{
		Deref ((int*) p);
		return *(int*) p - Deref ((int*) p);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] static int Overwritten (IntPtr p)
	{
		int x = Deref ((int*) p);
		x = 9;
		return x;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] static int Needed (IntPtr p) { return Deref ((int*) p) + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] static string Caught (IntPtr p)
	{
		try {
			Deref ((int*) p);
			return "nothing";
		} catch (NullReferenceException) {
			return "caught inside";
		}
	}

	// Calls DroppedObject with any address.
	static Action<IntPtr> ByAddress ()
	{
		var method = new DynamicMethod ("ByAddress", typeof (void), new [] { typeof (IntPtr) }, typeof (CallersOfReads), true);
		var il = method.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Call, typeof (CallersOfReads).GetMethod ("DroppedObject",
			BindingFlags.Static | BindingFlags.NonPublic));
		il.Emit (OpCodes.Ret);
		return (Action<IntPtr>) method.CreateDelegate (typeof (Action<IntPtr>));
	}

	static void Try<T> (string what, Func<IntPtr, T> method)
	{
		foreach (int address in new [] { 0, 8, 0xF00 }) {
			object outcome;
			try {
				outcome = method (new IntPtr (address));
			} catch (NullReferenceException e) {
				outcome = e.Message;
			}
			Console.WriteLine ("{0} at {1:x}: {2}", what, address, outcome);
		}
	}

	static Func<IntPtr, string> Void (Action<IntPtr> method) { return p => { method (p); return "nothing"; }; }

	static void Main ()
	{
		Try ("Dropped", Void (Dropped));
		Try ("DroppedRef", Void (DroppedRef));
		Try ("DroppedInt", Void (DroppedInt));
		Try ("DroppedDouble", Void (DroppedDouble));
		Try ("DroppedWords", Void (DroppedWords));
		Try ("DroppedObject", Void (ByAddress ()));
		Try ("DroppedTwice", Void (DroppedTwice));
		Try ("Ignored", Void (Ignored));
		Try ("IgnoredDirect", Void (IgnoredDirect));
		Try ("IgnoredSecond", IgnoredSecond);
		Try ("CopyIgnored", Void (CopyIgnored));
		Try ("Added", Void (Added));
		Try ("Masked", Masked);
		Try ("Multiplied", Multiplied);
		Try ("Compared", Compared);
		Try ("Tested", Void (Tested));
		Try ("Guarded", Void (Guarded));
		Try ("Summed", Summed);
		Try ("Twice", Twice);
		Try ("Overwritten", Overwritten);
		Try ("Needed", Needed);
		Try ("Kept", Kept);
		Try ("Caught", Caught);
	}
}
