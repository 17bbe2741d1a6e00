// SPDX-License-Identifier: MIT
//
// Methods with loops that end when they are told to, for test-loops-read.c, which reads their variables meanwhile. Each answers
// with what its variables are, arguments first, and then as many locals as there are arguments: their copies.
using System;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;

public struct Pair { public int First; public long Second; }
public struct Large { public double A, B; public string C; public short D; }
public struct Small { public byte A; public char B; }

public static class Loops {
	public static volatile int Done;

	static string Bits (object value) {
		if (value is double)
			return "" + BitConverter.DoubleToInt64Bits ((double) value);
		if (value is float)
			return "" + BitConverter.ToInt32 (BitConverter.GetBytes ((float) value), 0);
		if (value is bool)
			return (bool) value ? "1" : "0";
		if (value is char)
			return "" + (int) (char) value;
		if (value is IntPtr)
			return "" + (long) (IntPtr) value;
		if (value is Pair)
			return "(" + Show (((Pair) value).First, ((Pair) value).Second) + ")";
		if (value is Large) {
			Large large = (Large) value;
			return "(" + Show (large.A, large.B, large.C, large.D) + ")";
		}
		if (value is Small)
			return "(" + Show (((Small) value).A, ((Small) value).B) + ")";
		return value == null ? "null" : value.ToString ();
	}

	public static string Show (params object [] values) {
		var text = new StringBuilder ();
		foreach (object value in values)
			text.Append (text.Length == 0 ? "" : " ").Append (Bits (value));
		return text.ToString ();
	}

	// ---- In registers, for there are few of them

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string TwoNumbers (int a, long b) {
		int c = a;
		long d = b;
		while (Done == 0)
			;
		return Show (a, b, c, d);
	}
	public static string Numbers () { return TwoNumbers (-5, 1L << 40); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string TwoObjects (string a, object b) {
		string c = a;
		object d = b;
		do {
			a = c;
		} while (Done == 0);
		return Show (a, b, c, d);
	}
	public static string Objects () { return TwoObjects ("text", null); }

	// ---- Smaller than a register

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string AllSmall (sbyte a, byte b, short c, ushort d, bool e, char f, uint g) {
		sbyte h = a; byte i = b; short j = c; ushort k = d; bool l = e; char m = f; uint n = g;
		while (Done == 0)
			;
		return Show (a, b, c, d, e, f, g, h, i, j, k, l, m, n);
	}
	public static string SmallOnes () { return AllSmall (-3, 250, -30000, 60000, true, 'x', 4000000000); }

	// ---- Floating point

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string FourFloats (double a, float b, double c, float d) {
		double e = a; float f = b; double g = c; float h = d;
		while (Done == 0)
			;
		return Show (a, b, c, d, e, f, g, h);
	}
	public static string Floats () { return FourFloats (0.1, -0.1f, double.NaN, float.MaxValue); }

	// ---- Value types

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string ThreeStructs (Pair a, Large b, Small c) {
		Pair d = a; Large e = b; Small f = c;
		for (int i = 0; Done == 0; ++i)
			;
		return Show (a, b, c, d, e, f);
	}
	public static string Structs () {
		return ThreeStructs (new Pair { First = -1, Second = long.MinValue },
			new Large { A = 1.5, B = -2.5, C = "inside", D = -7 }, new Small { A = 200, B = 'y' });
	}

	// ---- More of them than travel in registers

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string ManyArguments (int a, long b, string c, double d, short e, int f, byte g, long h, double i, string j, Pair k,
			double l, double m, double n, double o, double p, double q, float r) {
		int aa = a; long bb = b; string cc = c; double dd = d; short ee = e; int ff = f; byte gg = g; long hh = h;
		double ii = i; string jj = j; Pair kk = k;
		double ll = l, mm = m, nn = n, oo = o, pp = p, qq = q; float rr = r;
		while (Done == 0)
			;
		return Show (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r,
			aa, bb, cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, mm, nn, oo, pp, qq, rr);
	}
	public static string Many () {
		return ManyArguments (1, 2, "three", 4, 5, 6, 7, 8, 9, "ten", new Pair { First = 11, Second = 12 },
			13, 14, 15, 16, 17, 18, 19);
	}

	// ---- Receivers

	sealed class Receiver {
		public override string ToString () { return "receiver"; }
		[MethodImpl (MethodImplOptions.NoInlining)]
		public string Loop (int a) {
			Receiver b = this;
			int c = a;
			while (Done == 0)
				;
			return Show (this, a, b, c);
		}
	}
	public static string Instance () { return new Receiver ().Loop (3); }

	// ---- Within protected regions

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string InTry (int a, string b) {
		int c = a;
		string d = b;
		try {
			while (Done == 0)
				;
			if (a == 0)
				throw new Exception ();
		} catch (ArgumentException) {
			d = "caught";
		} finally {
			a += 0;
		}
		return Show (a, b, c, d);
	}
	public static string Try () { return InTry (8, "nine"); }

	static class Of<T> {
		[MethodImpl (MethodImplOptions.NoInlining)]
		public static string Loop (T a, int b) {
			T c = a;
			int d = b;
			while (Done == 0)
				;
			return Show (a, b, c, d);
		}
	}
	public static string Exact () { return Of<long>.Loop (long.MaxValue, 1); }

	// ---- What is refused

	public static string Shared () { return Of<string>.Loop ("a", 1); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static unsafe string WithLocalloc (int size) {
		int *memory = stackalloc int [size];
		while (Done == 0)
			memory [0] = size;
		return Show (memory [0]);
	}
	public static string Localloc () { return WithLocalloc (10); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int WithVarargs (int first, __arglist) {
		while (Done == 0)
			;
		return first + new ArgIterator (__arglist).GetRemainingCount ();
	}
	public static string Varargs () { return Show (WithVarargs (1, __arglist (2, "three"))); }

	public unsafe struct Huge { public fixed byte Bytes [70000]; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static unsafe string WithHuge (int a) {
		Huge huge = new Huge ();
		huge.Bytes [a] = 1;
		while (Done == 0)
			;
		return Show (huge.Bytes [a]);
	}
	public static string TooLarge () { return WithHuge (5); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string InFinally (int a) {
		try {
			++a;
		} finally {
			while (Done == 0)
				;
		}
		return Show (a);
	}
	public static string Finally () { return InFinally (5); }

	// A loop while something waits on the evaluation stack
	public static string EvaluationStack () {
		var method = new DynamicMethod ("loop", typeof (string), new [] { typeof (string) });
		ILGenerator il = method.GetILGenerator ();
		Label start = il.DefineLabel ();
		il.Emit (OpCodes.Ldarg_0);
		il.MarkLabel (start);
		il.Emit (OpCodes.Volatile);
		il.Emit (OpCodes.Ldsfld, typeof (Loops).GetField ("Done"));
		il.Emit (OpCodes.Brfalse, start);
		il.Emit (OpCodes.Ret);
		return ((Func<string, string>) method.CreateDelegate (typeof (Func<string, string>))) ("waiting");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string BeforeMaps (int a) {
		while (Done == 0)
			;
		return Show (a);
	}
	public static string Early () { return BeforeMaps (5); }

	// ---- Maps that go

	public static int Dynamic (int times) {
		int sum = 0;
		for (int i = 0; i < times; ++i) {
			var method = new DynamicMethod ("loop", typeof (int), new [] { typeof (int) });
			ILGenerator il = method.GetILGenerator ();
			Label start = il.DefineLabel ();
			il.MarkLabel (start);
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldc_I4_1);
			il.Emit (OpCodes.Sub);
			il.Emit (OpCodes.Starg_S, (byte) 0);
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldc_I4_0);
			il.Emit (OpCodes.Bgt, start);
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ret);
			sum += ((Func<int, int>) method.CreateDelegate (typeof (Func<int, int>))) (i);
		}
		return sum;
	}
	// The finalizer's thread frees dynamic methods, and wakes up for objects like this.
	sealed class Finalized { ~Finalized () { } }
	public static void Collect () {
		for (int i = 0; i < 4; ++i) {
			new Finalized ();
			GC.Collect ();
			GC.WaitForPendingFinalizers ();
		}
	}
}

// Methods that are left in their loops, and their callers. What they would answer themselves is something else, and needs all
// that the entry functions read.
public static class Leaving {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int StaticLoop (int a, int b) {
		int sum = 0;
		while (Loops.Done == 0)
			sum = a;
		return sum + b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static long ManyLoop (long a, long b, long c, long d, long e, long f, long g, long h) {
		while (Loops.Done == 0)
			;
		return a + b + c + d + e + f + g + h;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static double FloatLoop (double a, float b) {
		while (Loops.Done == 0)
			;
		return a * b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Large StructLoop (string text) {
		while (Loops.Done == 0)
			;
		return new Large { C = text };
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static object ObjectLoop (object a) {
		while (Loops.Done == 0)
			;
		return a == null ? "null" : null;
	}

	sealed class Receiver {
		int number = 7;
		[MethodImpl (MethodImplOptions.NoInlining)]
		public object Loop (int a) {
			try {
				while (Loops.Done == 0)
					;
			} finally {
				number += a;
			}
			return null;
		}
		public override string ToString () { return "receiver " + number; }
	}

	// What a caller keeps in registers meanwhile, and what it can do afterwards
	[MethodImpl (MethodImplOptions.NoInlining)]
	static string After (string result, long a, long b, long c, string d, object e) {
		GC.Collect ();
		string caught = "nothing";
		try {
			throw new InvalidOperationException ("thrown");
		} catch (InvalidOperationException exception) {
			caught = exception.Message;
		}
		return Loops.Show (result, a, b, c, d, e, caught);
	}

	public static string Static () {
		long a = Loops.Done + 1, b = a + 1, c = b + 1;
		string d = "d" + a;
		object e = new string ('e', 3);
		int result = StaticLoop (4, 5);
		return After ("" + result, a, b, c, d, e);
	}
	public static string Many () {
		long a = Loops.Done + 1, b = a + 1, c = b + 1;
		string d = "d" + a;
		object e = new string ('e', 3);
		long result = ManyLoop (1, 2, 3, 4, 5, 6, 7, 8);
		return After ("" + result, a, b, c, d, e);
	}
	public static string Float () {
		long a = Loops.Done + 1, b = a + 1, c = b + 1;
		string d = "d" + a;
		object e = new string ('e', 3);
		double result = FloatLoop (2.5, 3.5f);
		return After ("" + (long) (result * 4), a, b, c, d, e);
	}
	public static string Struct () {
		long a = Loops.Done + 1, b = a + 1, c = b + 1;
		string d = "d" + a;
		object e = new string ('e', 3);
		Large result = StructLoop ("text");
		return After (Loops.Show (result), a, b, c, d, e);
	}
	public static string Object () {
		long a = Loops.Done + 1, b = a + 1, c = b + 1;
		string d = "d" + a;
		object e = new string ('e', 3);
		object result = ObjectLoop ("object");
		return After (result.ToString (), a, b, c, d, e);
	}
	public static string Instance () {
		long a = Loops.Done + 1, b = a + 1, c = b + 1;
		string d = "d" + a;
		object e = new string ('e', 3);
		object result = new Receiver ().Loop (6);
		return After (result.ToString (), a, b, c, d, e);
	}
	// Many times in a row, from within more and more frames
	static int Nested (int depth) { return depth == 0 ? StaticLoop (4, 5) : Nested (depth - 1) + 1; }
	public static string Often () {
		int sum = 0;
		for (int i = 0; i < 1000; ++i)
			sum += Nested (i % 50);
		return "" + sum;
	}
}
