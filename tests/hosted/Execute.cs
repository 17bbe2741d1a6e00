// SPDX-License-Identifier: MIT
//
// Methods for the suites test-execute*.c to compile and run. The suites compute the same in C.
using System;
using System.Reflection;
using System.Runtime.CompilerServices;

public static class Plain {
	public static int Number = 41;
	public static string Text = "first";
	public static void Nothing () { }
	public static int Constant () { return 1337; }
	public static long LongConstant () { return -0x123456789abcdef0; }
	public static int Identity (int a) { return a; }
	public static long LongIdentity (long a) { return a; }
	public static int Add (int a, int b) { return a + b; }
	public static int Multiply (int a, int b) { return a * b; }
	public static int AddThree (int a, int b, int c) { return a + b + c; }
	public static int ReadNumber () { return Number; }
	public static void WriteNumber (int a) { Number = a; }
	public static string ReadText () { return Text; }
	public static void WriteText (string a) { Text = a; }
	public static int Choose (int a) { if (a > 10) return a * 2; else return -a; }
	public static int SumOfSquares (int a) {
		int sum = 0;
		for (int i = 1; i <= a; ++i)
			sum += i * i;
		return sum;
	}
	public static int Fibonacci (int a) { return a < 2 ? a : Fibonacci (a - 1) + Fibonacci (a - 2); }
}

public class Counter {
	int step = 3, total;
	public int Advance (int by) { total += step * by; return total; }
}

public struct Point {
	public int X, Y;
	public int Move (int by) { X += by; Y -= by; return X * Y; }
}

// Each Grow adds BY to each field; the fields' kinds are a row of test-execute-values.c.
public struct One { public byte A; }
public struct Three { public byte A, B, C; }
public struct Four { public int A; }
public struct Eight { public long A; }
public struct EightOfTwo { public int A, B; }
public struct TwoSingles { public float A, B; }
public struct ThreeSingles { public float A, B, C; }
public struct Twelve { public int A, B, C; }
public struct Sixteen { public long A, B; }
public struct TwoDoubles { public double A, B; }
public struct LongAndDouble { public long A; public double B; }
public struct DoubleAndLong { public double A; public long B; }
public struct Mixed { public byte A; public int B; public double C; public float D; }
public struct TwentyFour { public long A, B, C; }
public struct Forty { public long A, B, C, D, E; }
public struct NinetySix { public long A, B, C, D, E, F, G, H, I, J, K, L; }

public static class Structs {
	public static One Grow (One a, int by) { a.A += (byte) by; return a; }
	public static Three Grow (Three a, int by) { a.A += (byte) by; a.B += (byte) by; a.C += (byte) by; return a; }
	public static Four Grow (Four a, int by) { a.A += by; return a; }
	public static Eight Grow (Eight a, int by) { a.A += by; return a; }
	public static EightOfTwo Grow (EightOfTwo a, int by) { a.A += by; a.B += by; return a; }
	public static TwoSingles Grow (TwoSingles a, int by) { a.A += by; a.B += by; return a; }
	public static ThreeSingles Grow (ThreeSingles a, int by) { a.A += by; a.B += by; a.C += by; return a; }
	public static Twelve Grow (Twelve a, int by) { a.A += by; a.B += by; a.C += by; return a; }
	public static Sixteen Grow (Sixteen a, int by) { a.A += by; a.B += by; return a; }
	public static TwoDoubles Grow (TwoDoubles a, int by) { a.A += by; a.B += by; return a; }
	public static LongAndDouble Grow (LongAndDouble a, int by) { a.A += by; a.B += by; return a; }
	public static DoubleAndLong Grow (DoubleAndLong a, int by) { a.A += by; a.B += by; return a; }
	public static Mixed Grow (Mixed a, int by) { a.A += (byte) by; a.B += by; a.C += by; a.D += by; return a; }
	public static TwentyFour Grow (TwentyFour a, int by) { a.A += by; a.B += by; a.C += by; return a; }
	public static Forty Grow (Forty a, int by) { a.A += by; a.B += by; a.C += by; a.D += by; a.E += by; return a; }
	public static NinetySix Grow (NinetySix a, int by) {
		a.A += by; a.B += by; a.C += by; a.D += by; a.E += by; a.F += by;
		a.G += by; a.H += by; a.I += by; a.J += by; a.K += by; a.L += by;
		return a;
	}
}

public static class Floats {
	public static double Identity64 (double a) { return a; }
	public static double Add64 (double a, double b) { return a + b; }
	public static double Subtract64 (double a, double b) { return a - b; }
	public static double Multiply64 (double a, double b) { return a * b; }
	public static double Divide64 (double a, double b) { return a / b; }
	public static double Remainder64 (double a, double b) { return a % b; }
	public static float Identity32 (float a) { return a; }
	public static float Add32 (float a, float b) { return a + b; }
	public static float Subtract32 (float a, float b) { return a - b; }
	public static float Multiply32 (float a, float b) { return a * b; }
	public static float Divide32 (float a, float b) { return a / b; }
	public static float Narrow (double a) { return (float) a; }
	public static double Widen (float a) { return a; }
}

public class Unlucky : Exception {
	readonly int number;
	public Unlucky (int number) { this.number = number; }
	public override string Message { get { return "number " + number; } }
}

public static class Thrower {
	public static int Explicit (int a) { throw new ArgumentException ("thrown"); }
	public static int Own (int a) { throw new Unlucky (a); }
	public static int Divide (int a) { return 100 / a; }
	public static int DivideLeast (int a) { return int.MinValue / a; }
	public static int Overflow (int a) { return checked (a + int.MaxValue); }
	public static int Null (int a) { string text = a == 0 ? "" : null; return text.Length; }
	public static int Bounds (int a) { return new int [3] [a]; }
	public static int Cast (int a) { object text = a == 0 ? (object) 0 : ""; return (int) text; }
	public static int CastClass (int a) {
		object text = a == 0 ? (object) "" : new int [0];
		return ((string) text).Length;
	}
	public static int Store (int a) {
		object [] texts = new string [1];
		texts [0] = a == 0 ? (object) "" : new int [0];
		return 0;
	}
	public static int Allocate (int a) { return new int [a].Length; }
	public static int FromCallee (int a) { return Callee (a) + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Callee (int a) { if (a == 0) return 0; throw new InvalidOperationException ("from the callee"); }
}

public static class References {
	public static string Same (string a) { return a; }
	public static int Length (string a) { return a.Length; }
	public static string Repeat (string a, int count) {
		string text = "";
		for (int i = 0; i < count; ++i)
			text += a;
		return text;
	}
	public static string Literal () { return "grüße"; }
	public static int [] Squares (int [] a) {
		int [] squares = new int [a.Length];
		for (int i = 0; i < a.Length; ++i)
			squares [i] = a [i] * a [i];
		return squares;
	}
	public static double Sum (double [] a) {
		double sum = 0;
		foreach (double one in a)
			sum += one;
		return sum;
	}
	public static void Reverse (string [] a) {
		for (int i = 0; i < a.Length / 2; ++i) {
			string first = a [i];
			a [i] = a [a.Length - 1 - i];
			a [a.Length - 1 - i] = first;
		}
	}
	public static object Box (int a) { return a; }
	public static int Unbox (object a) { return (int) a; }
}

public abstract class Animal { public abstract int Legs (int a); }
public interface ISpeaker { int Speak (int a); }
public class Dog : Animal, ISpeaker {
	public override int Legs (int a) { return 4 * a; }
	public int Speak (int a) { return 5 + a; }
}

// What the private bodies of these call is compiled by whoever compiles for the program.
public static class Crossing {
	static readonly Dog dog = new Dog ();
	static readonly Func<int, int> function = Add;
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Add (int a) { return a + 100; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static T Generic<T> (T a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static Forty Large (int a) { return new Forty { A = a, E = 7 }; }
	public static int Static (int a) { return Add (a) * 2; }
	public static int Virtual (int a) { Animal animal = dog; return animal.Legs (a) + 1; }
	public static int Interface (int a) { ISpeaker speaker = dog; return speaker.Speak (a) + 1; }
	public static int Delegate (int a) { return function (a) + 1; }
	public static int OfGeneric (int a) { return Generic (a) + Generic ("four").Length; }
	public static int OfStruct (int a) { Forty large = Large (a); return (int) (large.A * large.E); }
	// And back: Plain.Add runs this method's own code, whoever made it.
	public static int Called (int a) { return a * 3; }
	public static int Untouched (int a) { return a - 1; }
}

// Compiling these makes managed code run, which is compiled first.
public static class Ran {
	public static int Constructors;
	public static bool Resolver;
}

public static class Nesting {
	static class Once { public static int Value = Note (11); }
	static class Outer { public static int Value = Note (20) + Inner.Value; }
	static class Inner { public static int Value = Note (1) + Innermost.Value; }
	static class Innermost { public static int Value = Note (300); }
	static class Circle { public static int Value = Note (ReadCircle () + 5); }

	static int Note (int value) { ++Ran.Constructors; return value; }

	public static int ReadOnce () { return Once.Value; }
	public static int ReadOuter () { return Outer.Value; }
	// Its compilation causes a call of itself.
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ReadCircle () { return Circle.Value; }

	static Assembly Resolve (object sender, ResolveEventArgs arguments) {
		if (!arguments.Name.StartsWith ("Late,"))
			return null;
		Ran.Resolver = true;
		return Assembly.LoadFrom (
			System.IO.Path.GetDirectoryName (typeof (Nesting).Assembly.Location) + "/elsewhere/Late.dll");
	}
	public static void InstallResolver () { AppDomain.CurrentDomain.AssemblyResolve += Resolve; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int UseLate (int a) { return Late.Double (a) + new Late ().Field; }

	static int asked, answer;
	static Assembly AskAgain (object sender, ResolveEventArgs arguments) {
		if (arguments.Name.StartsWith ("Missing") && ++asked < 100)
			answer = Asked ();
		return null;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Asked () { return 41; }

	public static int Main (string [] arguments) {
		if (arguments.Length > 0) {
			AppDomain.CurrentDomain.AssemblyResolve += AskAgain;
			Console.WriteLine (Asked ());
			Console.WriteLine (asked + " " + answer);
			return 0;
		}
		InstallResolver ();
		Console.WriteLine (ReadOnce ());
		Console.WriteLine (ReadOuter ());
		Console.WriteLine (ReadCircle ());
		Console.WriteLine (UseLate (4));
		Console.WriteLine (Ran.Constructors + " " + Ran.Resolver);
		return 0;
	}
}
