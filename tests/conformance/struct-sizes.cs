// Structs of each size from 1 to 40 bytes as arguments and results of static, instance, virtual, interface and delegate
// calls, between integers and floats, and as the last of many arguments (ECMA-335 I.12.4.1.4)
using System;
using System.Runtime.CompilerServices;

unsafe struct S1 { public fixed byte Data [1]; }
unsafe struct S2 { public fixed byte Data [2]; }
unsafe struct S3 { public fixed byte Data [3]; }
unsafe struct S4 { public fixed byte Data [4]; }
unsafe struct S5 { public fixed byte Data [5]; }
unsafe struct S6 { public fixed byte Data [6]; }
unsafe struct S7 { public fixed byte Data [7]; }
unsafe struct S8 { public fixed byte Data [8]; }
unsafe struct S9 { public fixed byte Data [9]; }
unsafe struct S10 { public fixed byte Data [10]; }
unsafe struct S11 { public fixed byte Data [11]; }
unsafe struct S12 { public fixed byte Data [12]; }
unsafe struct S13 { public fixed byte Data [13]; }
unsafe struct S14 { public fixed byte Data [14]; }
unsafe struct S15 { public fixed byte Data [15]; }
unsafe struct S16 { public fixed byte Data [16]; }
unsafe struct S17 { public fixed byte Data [17]; }
unsafe struct S18 { public fixed byte Data [18]; }
unsafe struct S19 { public fixed byte Data [19]; }
unsafe struct S20 { public fixed byte Data [20]; }
unsafe struct S21 { public fixed byte Data [21]; }
unsafe struct S22 { public fixed byte Data [22]; }
unsafe struct S23 { public fixed byte Data [23]; }
unsafe struct S24 { public fixed byte Data [24]; }
unsafe struct S25 { public fixed byte Data [25]; }
unsafe struct S26 { public fixed byte Data [26]; }
unsafe struct S27 { public fixed byte Data [27]; }
unsafe struct S28 { public fixed byte Data [28]; }
unsafe struct S29 { public fixed byte Data [29]; }
unsafe struct S30 { public fixed byte Data [30]; }
unsafe struct S31 { public fixed byte Data [31]; }
unsafe struct S32 { public fixed byte Data [32]; }
unsafe struct S33 { public fixed byte Data [33]; }
unsafe struct S34 { public fixed byte Data [34]; }
unsafe struct S35 { public fixed byte Data [35]; }
unsafe struct S36 { public fixed byte Data [36]; }
unsafe struct S37 { public fixed byte Data [37]; }
unsafe struct S38 { public fixed byte Data [38]; }
unsafe struct S39 { public fixed byte Data [39]; }
unsafe struct S40 { public fixed byte Data [40]; }

interface IEcho<T> {
	T ByInterface (T value, int after);
}

class Callees<T> : IEcho<T> where T : struct {
	readonly int seed = 40;

	[MethodImpl (MethodImplOptions.NoInlining)] public static T Echo (T value) { return value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Second (int before, T first, double between, T second, float after)
	{
		if (before + between + after != 6)
			Report.Line ("the arguments around the struct are wrong");
		return second;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Last (long a, long b, long c, long d, long e, T value, int after)
	{
		return a + b + c + d + e + after == 21 ? value : default (T);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public T Instance (T value, object after)
	{
		return seed == 40 && after != null ? value : default (T);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public virtual T Virtual (double before, T value)
	{
		return seed == 40 && before == 0.5 ? value : default (T);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public T ByInterface (T value, int after)
	{
		return seed == after ? value : default (T);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static void ByAddress (ref T target, T value) { target = value; }
}

static class Callers {
	static void Size<T> () where T : struct
	{
		var callees = new Callees<T> ();
		T a = Bytes.Fill<T> (1), b = Bytes.Fill<T> (2), c = default (T);
		Func<T, T> closed = Callees<T>.Echo;
		Func<T, object, T> instance = callees.Instance;
		Callees<T>.ByAddress (ref c, a);
		Report.Line (typeof (T).Name + " " + Bytes.Show (a) + " " + Bytes.Show (b) + " " + Bytes.Show (c));
		Report.Line (Bytes.Show (Callees<T>.Echo (a)) + " " + Bytes.Show (Callees<T>.Second (1, a, 2, b, 3)) + " " +
			Bytes.Show (Callees<T>.Last (1, 2, 3, 4, 5, b, 6)) + " " + Bytes.Show (callees.Instance (a, closed)) + " " +
			Bytes.Show (callees.Virtual (0.5, b)) + " " + Bytes.Show (((IEcho<T>) callees).ByInterface (a, 40)) + " " +
			Bytes.Show (closed (b)) + " " + Bytes.Show (instance (b, a)));
	}

	public static void Run ()
	{
		Size<S1> ();
		Size<S2> ();
		Size<S3> ();
		Size<S4> ();
		Size<S5> ();
		Size<S6> ();
		Size<S7> ();
		Size<S8> ();
		Size<S9> ();
		Size<S10> ();
		Size<S11> ();
		Size<S12> ();
		Size<S13> ();
		Size<S14> ();
		Size<S15> ();
		Size<S16> ();
		Size<S17> ();
		Size<S18> ();
		Size<S19> ();
		Size<S20> ();
		Size<S21> ();
		Size<S22> ();
		Size<S23> ();
		Size<S24> ();
		Size<S25> ();
		Size<S26> ();
		Size<S27> ();
		Size<S28> ();
		Size<S29> ();
		Size<S30> ();
		Size<S31> ();
		Size<S32> ();
		Size<S33> ();
		Size<S34> ();
		Size<S35> ();
		Size<S36> ();
		Size<S37> ();
		Size<S38> ();
		Size<S39> ();
		Size<S40> ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
