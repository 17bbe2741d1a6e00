// SPDX-License-Identifier: MIT
//
// What the suites test-runtime-information-*.c ask questions about.
using System;
using System.Collections.Generic;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

public struct Empty { }
public struct One { public byte A; }
public struct Floats { public float A, B; }
public struct Doubles { public double A, B; }
public struct Twelve { public int A, B, C; }
public struct Pair { public object A; public int B; }
public struct Large { public long A, B, C; }
public struct References { public int A; public Pair B; public string C; public Large D; public object E; }
public struct Holder<T> { public T Value; }

[StructLayout (LayoutKind.Sequential, Pack = 1)]
public struct Packed { public int A; public long B; }

public enum Color : short { Red, Green }

public interface IShape { int Area (); T Generic<T> (T value); }
public interface IProducer<out T> { T Produce (); }

public struct Square : IShape {
	public int Side;
	public int Area () { return Side * Side; }
	public T Generic<T> (T value) { return value; }
	public override int GetHashCode () { return Side; }
}

public class Shape : IShape {
	public int Before;
	public virtual int Area () { return 1; }
	public virtual T Generic<T> (T value) { return value; }
	public int Plain () { return 2; }
	public sealed override string ToString () { return "shape"; }
	[MethodImpl (MethodImplOptions.Synchronized)]
	public int Locked () { return 3; }
}

public abstract class Deep1 : Shape { public abstract int Missing (); }
public class Deep2 : Deep1 { public override int Missing () { return 0; } }
public class Deep3 : Deep2 { }
public class Deep4 : Deep3 { }
public class Deep5 : Deep4 { }
public sealed class Leaf : Shape { public override int Area () { return 4; } }

public class Remote : MarshalByRefObject { public int Value; public int Get () { return Value; } }

public delegate int Operation (int a, int b);

public class Outer {
	public class Inner {
		public class Innermost { public static int Marker = 1; }
		public static void Touch () { Innermost.Marker++; }
	}
	public class Generic<T> {
		public static T Shared;
		public static T Get () { return Shared; }
		public T Own (T t) { return t; }
	}
}

public class Precise {
	public static int Value;
	public static int Runs;
	static Precise () { Value = 7; }
	public static int Read () { return Value; }
	public int ReadFromInstance () { return Value; }
}

public class PreciseSoFar { public static bool Ran; }
public class PreciseUntouched {
	public static int Value = 1;
	static PreciseUntouched () { PreciseSoFar.Ran = true; }
}

public class LazySoFar { public static bool Ran, RanToo; }
public class Lazy {
	public static int Value = Note ();
	static int Note () { LazySoFar.Ran = true; return 11; }
}
public class LazyToo {
	public static readonly int Value = Note ();
	static int Note () { LazySoFar.RanToo = true; return 12; }
}
public class Broken {
	public static int Value = Throw ();
	static int Throw () { throw new InvalidOperationException ("broken"); }
}

public class Fields {
	public static int Number = 41;
	public static object Reference;
	public const int Constant = 3;
	[ThreadStatic] public static int PerThread;
	public byte First;
	public string Second;
	public static void SetNumber (int value) { Number = value; }
	public static int GetNumber () { return Number; }
}

public class Secret {
	private static int hidden;
	private static void Hide () { hidden = 1; }
	public static void Show () { Hide (); }
}

// Each method's parameters and result are a row of test-runtime-information-calls.c.
public class Conventions {
	public static void Nothing () { }
	public static long Integers (byte a, int b, long c, object d, IntPtr e, char f, bool g) { return 0; }
	public static double Floating (float a, double b, int c) { return 0; }
	public static float Single (float a) { return a; }
	public static void NineFloats (float a, float b, float c, float d, float e, float f, float g, float h, float i,
		double j) { }
	public static Empty OfEmpty (Empty a, int b) { return a; }
	public static One OfOne (One a) { return a; }
	public static Floats OfFloats (Floats a, int b) { return a; }
	public static Doubles OfDoubles (Doubles a) { return a; }
	public static Twelve OfTwelve (Twelve a) { return a; }
	public static Pair OfPair (int a, Pair b) { return b; }
	public static void OnePairTooMany (int a, int b, int c, int d, int e, Pair f, int g) { }
	public static Large OfLarge (Large a, int b) { return a; }
	public static Packed OfPacked (Packed a) { return a; }
	public static Large AfterReference (object a) { return new Large (); }
	public static Large AfterByref (ref int a) { return new Large (); }
	public static int? OfNullable (int? a) { return a; }
	public static long? OfLongNullable (long? a) { return a; }
	public static Color OfEnum (Color a) { return a; }
	public Large Instance (int a) { return new Large (); }
	public static void OfTypedReference (TypedReference a, int b) { }
}

public class Calls {
	public static int Static (int a) { return a; }
	public static int Sum (int a, int b) { return a + b; }
	public static int Overloaded (int a) { return 1; }
	public static int Overloaded (string a) { return 2; }
	public static int Overloaded (int a, string b) { return 3; }
	public static int Overloaded (List<string> a) { return 4; }
	public static T Identity<T> (T value) { return value; }
	[DllImport ("libc")] public static extern int getpid ();
	[MethodImpl (MethodImplOptions.NoInlining)] public static int NotInlined () { return 1; }
	public static int Small () { return 1; }
	public static int Patched (int a) { a ^= 7 << (a & 3); a += a * 5; a -= a >> 3; return a * 3 + (a & 15); }
	public static int Text () { return "constant text".Length; }
	public static int Guarded (string s) {
		try { return int.Parse (s); } catch (FormatException) { return -1; } finally { LazySoFar.Ran |= false; }
	}
	public static Operation MakeDynamic () {
		var method = new DynamicMethod ("Dynamic", typeof (int), new Type [] { typeof (int), typeof (int) },
			typeof (Calls));
		var il = method.GetILGenerator ();
		il.Emit (OpCodes.Ldstr, "dynamic text");
		il.Emit (OpCodes.Call, typeof (string).GetMethod ("get_Length"));
		il.Emit (OpCodes.Ldsfld, typeof (Fields).GetField ("Number"));
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Newarr, typeof (Twelve));
		il.Emit (OpCodes.Pop);
		il.Emit (OpCodes.Ldtoken, typeof (Shape));
		il.Emit (OpCodes.Pop);
		il.Emit (OpCodes.Ret);
		return (Operation) method.CreateDelegate (typeof (Operation));
	}
	public static object Everything (Shape shape, IShape any, Operation operation, int [,] grid) {
		object [] vector = new object [4];
		grid [0, 1] = shape.Area () + any.Area () + operation (1, 2) + grid [1, 0];
		vector [0] = new string ('x', 3);
		vector [1] = typeof (Shape);
		vector [2] = typeof (List<>);
		vector [3] = new Remote ().Get () + Fields.Number + Identity (shape).Plain () + shape.Generic (5);
		return vector;
	}
}

public static class Uses {
	public static int First () { return 1; }
	public static int Second () { return 2; }
}

public static class Unwound {
	public static int Guarded (IntPtr frame, IntPtr service, int exception) {
		try {
			return Frame (service, exception);
		} catch (Exception) {
			return 42;
		}
	}
	public static int Frame (IntPtr service, int exception) { return exception; }
}
