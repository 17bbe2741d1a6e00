// Detours: a jump that is written where a method's code begins is met by all callers that are compiled after the method's
// address was given away, or after the jump was written, but for methods so small that mini inlines them
using System;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Each makes more than 20 bytes of IL, calls nothing and cannot throw.
public static class CalleesTargets {
	public static int Taken (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 3 + (a & 15); }
	public static int Compiled (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 5 + (a & 15); }
	public static int Loaded (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 7 + (a & 15); }
	public static int Prepared (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 9 + (a & 15); }
	public static int Written (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 11 + (a & 15); }
	public static int Branches (int a) { if (a > 9) return a - 9; if (a < -9) return -a; return a == 0 ? 42 : 43; }
	public static double Float (double a) { return a * 2 + a / 3 - a * a + (a + 1) * (a - 1) + a * 7; }
	public static int Small (int a) { return a + 1; }
	public static int Generic<T> (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 13 + (a & 15); }

	[MethodImpl (MethodImplOptions.AggressiveInlining)]
	public static int Aggressive (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 15 + (a & 15); }

	// The rounds after the third are another method's.
	public static int Repeated (int rounds, int sum)
	{
		if (rounds == 0)
			return sum;
		if (rounds == 5)
			Detours.Write ("Repeated");
		return Repeated (rounds - 1, sum + rounds);
	}
}

public static class CalleesInstead {
	public static int Taken (int a) { return 9000 + a; }
	public static int Compiled (int a) { return 9001 + a; }
	public static int Loaded (int a) { return 9002 + a; }
	public static int Prepared (int a) { return 9003 + a; }
	public static int Written (int a) { return 9004 + a; }
	public static int Branches (int a) { return 9005 + a; }
	public static double Float (double a) { return 9006 + a; }
	public static int Small (int a) { return 9007 + a; }
	public static int Generic<T> (int a) { return 9008 + a; }
	public static int Aggressive (int a) { return 9009 + a; }
	public static int Repeated (int rounds, int sum) { return 90000 + rounds * 100 + sum; }
	public static int Area (CalleesShape shape) { return 9010; }
	public static void Make (CalleesShape shape) { shape.Width = 9011; }
	public static int Volume (ref CalleesBox box) { return 9012; }
}

public class CalleesShape {
	public int Width = 3, Height = 4;
	public CalleesShape () {}
	public CalleesShape (int size) { Width = size * 3 + (size ^ 5) * 7; Height = size * 5 + (size & 3) * 11; }
	public int Area { get { return Width * Height + (Width ^ Height) * 3 + Width * 5 + Height * 7; } }
}

public struct CalleesBox {
	public int Width, Height, Depth;
	public int Volume () { return Width * Height * Depth + Width * 3 + Height * 5 + Depth * 7; }
}

// Whoever has compiled the caller has compiled this one, too.
public static class CallersOwn {
	public static int Target (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 17 + (a & 15); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Call (int a) { return Target (a); }
}

public static class CallersOfTargets {
	[MethodImpl (MethodImplOptions.NoInlining)] static int Taken (int a) { return CalleesTargets.Taken (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int TakenLater (int a) { return CalleesTargets.Taken (a) + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Compiled (int a) { return CalleesTargets.Compiled (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Loaded (int a) { return CalleesTargets.Loaded (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Prepared (int a) { return CalleesTargets.Prepared (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Branches (int a) { return CalleesTargets.Branches (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static double Float (double a) { return CalleesTargets.Float (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Small (int a) { return CalleesTargets.Small (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int OfInts (int a) { return CalleesTargets.Generic<int> (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int OfLongs (int a) { return CalleesTargets.Generic<long> (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Aggressive (int a) { return CalleesTargets.Aggressive (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Area (CalleesShape shape) { return shape.Area; }
	[MethodImpl (MethodImplOptions.NoInlining)] static CalleesShape Make (int a) { return new CalleesShape (a); }
	[MethodImpl (MethodImplOptions.NoInlining)] static int Volume (CalleesBox box) { return box.Volume (); }

	static void Show (string what, object before, object after)
	{
		Console.WriteLine ("{0}: {1}, then {2}", what, before, after);
	}

	// The address is asked for before the caller is compiled, the jump written afterwards.
	static void AddressFirst ()
	{
		foreach (string name in new [] { "Taken", "Branches", "Float", "Small", "Aggressive" })
			Detours.Address (name);
		Detours.CompileByHost (Detours.Target ("Compiled"));
		var values = new object [] { Taken (11), Branches (11), Float (1.5), Small (11), Aggressive (11), Compiled (11) };
		foreach (string name in new [] { "Taken", "Branches", "Float", "Small", "Aggressive", "Compiled" })
			Detours.Write (name);
		Show ("GetFunctionPointer", values [0], Taken (11));
		Show ("GetFunctionPointer, branches", values [1], Branches (11));
		Show ("GetFunctionPointer, floats", values [2], Float (1.5));
		Show ("GetFunctionPointer, small", values [3], Small (11));
		Show ("GetFunctionPointer, aggressive", values [4], Aggressive (11));
		Show ("mono_compile_method", values [5], Compiled (11));
		Show ("compiled afterwards", "", TakenLater (11));
	}

	static void Prepared ()
	{
		RuntimeHelpers.PrepareMethod (Detours.Target ("Prepared").MethodHandle);
		RuntimeHelpers.PrepareMethod (Detours.Target ("Generic").MethodHandle,
			new [] { typeof (long).TypeHandle });
		int before = Prepared (11), before2 = OfLongs (11);
		Detours.Write ("Prepared");
		Detours.Write (Detours.Target ("Generic").MakeGenericMethod (typeof (long)),
			Detours.Instead ("Generic").MakeGenericMethod (typeof (long)));
		Show ("PrepareMethod", before, Prepared (11));
		Show ("PrepareMethod, generic", before2, OfLongs (11));
		Show ("another instance", OfInts (11), OfInts (12));
	}

	// By ldftn, of a method that is compiled: mini's is that of its code then.
	static void Loaded ()
	{
		Detours.Target ("Loaded").Invoke (null, new object [] { 3 });
		IntPtr address = Detours.LoadAddress (Detours.Target ("Loaded"));
		int before = Loaded (11);
		Detours.Write (address, Detours.Instead ("Loaded"));
		Show ("ldftn", before, Loaded (11));
	}

	// The address comes from a delegate's inside: nobody has given it away.
	static void Written ()
	{
		CallersOwn.Target (3);
		var target = (Func<int, int>) Delegate.CreateDelegate (typeof (Func<int, int>), typeof (CallersOwn).GetMethod ("Target"));
		target (3);
		Detours.Write (Detours.CodeOf (target), Detours.Instead ("Written"));
		Show ("written before", "", CallersOwn.Call (11));
	}

	static void Instances ()
	{
		var box = new CalleesBox { Width = 2, Height = 3, Depth = 4 };
		var getter = typeof (CalleesShape).GetMethod ("get_Area");
		var constructor = typeof (CalleesShape).GetConstructor (new [] { typeof (int) });
		var volume = typeof (CalleesBox).GetMethod ("Volume");
		foreach (MethodBase method in new MethodBase [] { getter, constructor, volume })
			method.MethodHandle.GetFunctionPointer ();
		var values = new object [] { Area (new CalleesShape ()), Make (5).Width, Volume (box) };
		Detours.Write (getter, Detours.Instead ("Area"));
		Detours.Write (constructor, Detours.Instead ("Make"));
		Detours.Write (volume, Detours.Instead ("Volume"));
		Show ("property", values [0], Area (new CalleesShape ()));
		Show ("constructor", values [1], Make (5).Width);
		Show ("method of a value", values [2], Volume (box));
	}

	static void Main ()
	{
		AddressFirst ();
		Prepared ();
		Loaded ();
		Written ();
		Instances ();
		Detours.Address ("Repeated");
		Show ("in the middle of its rounds", "", CalleesTargets.Repeated (8, 0));
	}
}

public static unsafe class Detours {
	[DllImport ("libc")] static extern int mprotect (IntPtr address, IntPtr length, int protection);
	[DllImport ("__Internal")] static extern IntPtr mono_compile_method (IntPtr method);

	public static MethodInfo Target (string name) { return typeof (CalleesTargets).GetMethod (name); }
	public static MethodInfo Instead (string name) { return typeof (CalleesInstead).GetMethod (name); }
	public static IntPtr Address (string name) { return Target (name).MethodHandle.GetFunctionPointer (); }
	public static void CompileByHost (MethodBase method) { mono_compile_method (method.MethodHandle.Value); }

	public static IntPtr LoadAddress (MethodInfo method)
	{
		var load = new DynamicMethod ("Load", typeof (IntPtr), Type.EmptyTypes, typeof (Detours), true);
		var il = load.GetILGenerator ();
		il.Emit (OpCodes.Ldftn, method);
		il.Emit (OpCodes.Conv_I);
		il.Emit (OpCodes.Ret);
		return ((Func<IntPtr>) load.CreateDelegate (typeof (Func<IntPtr>))) ();
	}

	public static IntPtr CodeOf (Delegate target)
	{
		return (IntPtr) typeof (Delegate).GetField ("method_ptr", BindingFlags.Instance | BindingFlags.NonPublic)
			.GetValue (target);
	}

	public static void Write (string name) { Write (Target (name), Instead (name)); }

	public static void Write (MethodBase from, MethodBase to) { Write (from.MethodHandle.GetFunctionPointer (), to); }

	// jmp *(%rip), and the address behind it
	public static void Write (IntPtr from, MethodBase to)
	{
		IntPtr target = to.MethodHandle.GetFunctionPointer ();
		byte* code = (byte*) from;
		mprotect ((IntPtr) ((long) from & ~4095L), (IntPtr) 8192, 7);
		code [0] = 0xff;
		code [1] = 0x25;
		*(int*) (code + 2) = 0;
		*(long*) (code + 6) = (long) target;
	}
}
