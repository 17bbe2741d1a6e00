// SPDX-License-Identifier: MIT
//
// Valid methods, which generate.c damages: Subjects.X is what is damaged, Callers.X runs it and prints what it
// computes. Compiled without -unsafe: of an assembly that may not skip verification, Mono does not compile code that
// is not reached. UnsafeSubjects.cs is one of the other sort.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

public interface IShape {
	int Area ();
}

public abstract class Shape : IShape {
	public int Scale = 3;
	public static int Made;
	public Shape () { Made++; }
	public abstract int Area ();
	public virtual string Name () { return "shape"; }
}

public sealed class Square : Shape {
	public int Side;
	public long Wide = 1L << 40;
	public double Real = 1.5;
	public string Label = "square";
	public Pair Pair;
	public Square (int side) { Side = side; Pair = new Pair (side, side + 1); }
	public override int Area () { return Side * Side * Scale; }
	public override string Name () { return "square"; }
}

public struct Pair : IShape {
	public int First, Second;
	public Pair (int first, int second) { First = first; Second = second; }
	public int Area () { return First * Second; }
	public override string ToString () { return First + "/" + Second; }
}

public struct Wide {
	public long A, B, C;
	public object Reference;
}

public class Box<T> {
	public T Value;
	public static int Count;
	public Box (T value) { Value = value; Count++; }
	public T Get () { return Value; }
	public U Map<U> (Func<T, U> map) { return map (Value); }
}

public static class Utilities {
	public const int Literal = 42;
	[ThreadStatic] public static int PerThread;
	public static int Twice (int value) { return 2 * value; }
	public static double Half (double value) { return value / 2; }
	public static long Widen (int value) { return value; }
	public static string Join (string a, string b) { return a + b; }
	public static T Same<T> (T value) { return value; }
}

public enum Colour : byte { Red, Green, Blue }

public static class Subjects {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Arithmetic (int a, int b)
	{
		int sum = a + b, product = a * b;
		return (sum - product) / (b | 1) + (a % 7 ^ b & 12) + (a << 2) + (b >> 1) - ~a;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long LongArithmetic (long a, int b)
	{
		checked {
			return a * b + (uint) b - a / 3 + (long) (ulong) a % 5 + (a >> b);
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Real (double a, double b)
	{
		double c = a * b - 1.25;
		return c > a ? c / 3 : -c + b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static float Single (float a, float b)
	{
		float c = a / b;
		return c <= a ? c * 3 : a - b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Conversions (long a, double b)
	{
		return (sbyte) a + (byte) b + (short) a + (ushort) a + checked ((int) b) + (int) (float) b + (int) (uint) a;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Loop (int count)
	{
		int sum = 0;
		for (int i = 0; i < count; i++) {
			if ((i & 1) == 0)
				continue;
			sum += i * i;
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Switch (int which)
	{
		switch (which) {
		case 0: return "zero";
		case 1: return "one";
		case 2: which += 5; break;
		case 3: return null;
		case 4: throw new ArgumentException ("four");
		}
		return which.ToString ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Conditional (bool flag, int a, string b)
	{
		return (flag ? a : b.Length) + (b == null ? 1 : b [0]);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Addresses (int a)
	{
		int local = a;
		Increase (ref local, a);
		Increase (ref a, local);
		return a * 100 + local;
	}

	static void Increase (ref int place, int by) { place += by; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Arrays (int length)
	{
		var numbers = new int [length];
		for (int i = 0; i < numbers.Length; i++)
			numbers [i] = i + 1;
		var bytes = new byte [] { 1, 2, 3 };
		var reals = new double [2];
		reals [1] = numbers [0];
		return numbers [length - 1] + bytes [2] + (int) reals [1];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string ReferenceArrays (string text)
	{
		var strings = new string [3];
		strings [1] = text;
		object [] objects = strings;
		objects [2] = "end";
		return (string) objects [1] + strings [2];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int StructArrays (int a)
	{
		var pairs = new Pair [2];
		pairs [1] = new Pair (a, a + 1);
		pairs [0].First = 7;
		return pairs [0].First + pairs [1].Second + pairs [1].Area ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Matrix (int size)
	{
		var matrix = new int [size, size];
		matrix [1, 0] = 5;
		matrix [0, 1] = matrix [1, 0] + 1;
		return matrix [0, 1] * matrix.GetLength (1);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Fields (Square square)
	{
		square.Side += 2;
		square.Wide--;
		square.Real *= 2;
		square.Label += "!";
		square.Pair.First = square.Side;
		return square.Label + square.Pair.First + " " + square.Wide + " " + square.Real;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Statics (int add)
	{
		Shape.Made += add;
		Utilities.PerThread = Shape.Made * Utilities.Literal;
		Box<int>.Count = 9;
		return Utilities.PerThread + Box<int>.Count;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Pair Structs (Pair pair, int a)
	{
		Pair copy = pair;
		copy.First += a;
		var other = new Pair ();
		other.Second = copy.Area ();
		return other.Second > 10 ? copy : other;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string BigStructs (long a)
	{
		var wide = new Wide ();
		wide.B = a;
		wide.Reference = "reference";
		Wide copy = wide;
		return copy.B + (string) copy.Reference;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Boxing (int a)
	{
		object box = a;
		object pair = new Pair (a, 2);
		int? maybe = a;
		object nullable = maybe;
		return (int) box + ((Pair) pair).Second + (int) nullable + (box is long ? 100 : 0);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Casts (object thing)
	{
		var shape = thing as Shape;
		if (shape == null)
			return "none";
		return ((Square) shape).Label + (thing is IShape) + (thing is string);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Calls (int a)
	{
		return Utilities.Twice (a) + (int) Utilities.Half (a) + (int) Utilities.Widen (a)
			+ Utilities.Join ("a", "bc").Length;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string VirtualCalls (Shape shape, IShape other)
	{
		return shape.Name () + shape.Area () + " " + other.Area () + shape.ToString ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string ConstrainedCalls (Pair pair, Colour colour)
	{
		return pair.ToString () + colour.ToString () + pair.Equals (pair) + Area (pair);
	}

	static int Area<T> (T shape) where T : IShape { return shape.Area (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Construction (int side)
	{
		Shape shape = new Square (side);
		var box = new Box<Shape> (shape);
		var text = new string ('x', side);
		return box.Get ().Area () + text.Length;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Delegates (int a)
	{
		Func<int, int> twice = Utilities.Twice;
		var shape = new Square (a);
		Func<int> area = shape.Area;
		return twice (a) + area ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Generics (string text)
	{
		var box = new Box<string> (Utilities.Same (text));
		var list = new List<int> ();
		list.Add (box.Map<int> (Length));
		return box.Get () + list [0] + Utilities.Same<long> (list.Count);
	}

	static int Length (string text) { return text.Length; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Tokens (int a)
	{
		var numbers = new int [] { 3, 1, 4, 1, 5, 9, 2, 6 };
		return typeof (Square).Name + numbers [a] + typeof (List<>).Name + typeof (int [,]).Name;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int TypedReferences (int a)
	{
		TypedReference reference = __makeref (a);
		__refvalue (reference, int) = 8;
		return __refvalue (reference, int) + (__reftype (reference) == typeof (int) ? 1 : 0) + a;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Throws (string text)
	{
		if (text.Length > 2)
			throw new InvalidOperationException (text);
		Console.WriteLine (text);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Catches (int a)
	{
		int result = 1;
		try {
			result = 10 / a;
		} catch (DivideByZeroException) {
			result = -1;
		} finally {
			result += 100;
		}
		return result;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Enumerates (List<int> list)
	{
		int sum = 0;
		foreach (int item in list)
			sum += item;
		lock (list)
			sum++;
		return sum;
	}
}

public static class Callers {
	static readonly Pair pair = new Pair (3, 5);

	public static void Arithmetic () { Print (Subjects.Arithmetic (12, 5), Subjects.Arithmetic (-3, 1000)); }
	public static void LongArithmetic () { Print (Subjects.LongArithmetic (1L << 33, 5), Subjects.LongArithmetic (9, 1)); }
	public static void Real () { Print (Subjects.Real (1.5, 2), Subjects.Real (100, 0.5)); }
	public static void Single () { Print (Subjects.Single (1.5f, 2), Subjects.Single (3, 0.5f)); }
	public static void Conversions () { Print (Subjects.Conversions (0x1234567890L, 77.5)); }
	public static void Loop () { Print (Subjects.Loop (10), Subjects.Loop (0)); }
	public static void Switch ()
	{
		Print (Subjects.Switch (0), Subjects.Switch (2), Subjects.Switch (9), Subjects.Switch (4));
	}
	public static void Conditional ()
	{
		Print (Subjects.Conditional (true, 1, "a"), Subjects.Conditional (false, 1, "bb"));
	}
	public static void Addresses () { Print (Subjects.Addresses (4)); }
	public static void Arrays () { Print (Subjects.Arrays (4), Subjects.Arrays (1)); }
	public static void ReferenceArrays () { Print (Subjects.ReferenceArrays ("text")); }
	public static void StructArrays () { Print (Subjects.StructArrays (6)); }
	public static void Matrix () { Print (Subjects.Matrix (3)); }
	public static void Fields () { Print (Subjects.Fields (new Square (4))); }
	public static void Statics () { Print (Subjects.Statics (4)); }
	public static void Structs () { Print (Subjects.Structs (pair, 1), Subjects.Structs (new Pair (0, 0), 1)); }
	public static void BigStructs () { Print (Subjects.BigStructs (1L << 50)); }
	public static void Boxing () { Print (Subjects.Boxing (12)); }
	public static void Casts () { Print (Subjects.Casts (new Square (1)), Subjects.Casts ("text")); }
	public static void Calls () { Print (Subjects.Calls (21)); }
	public static void VirtualCalls () { Print (Subjects.VirtualCalls (new Square (2), pair)); }
	public static void ConstrainedCalls () { Print (Subjects.ConstrainedCalls (pair, Colour.Green)); }
	public static void Construction () { Print (Subjects.Construction (3)); }
	public static void Delegates () { Print (Subjects.Delegates (5)); }
	public static void Generics () { Print (Subjects.Generics ("generic")); }
	public static void Tokens () { Print (Subjects.Tokens (4)); }
	public static void TypedReferences () { Print (Subjects.TypedReferences (7)); }
	public static void Catches () { Print (Subjects.Catches (5), Subjects.Catches (0)); }
	public static void Enumerates () { Print (Subjects.Enumerates (new List<int> { 1, 2, 3 })); }

	public static void Throws ()
	{
		Subjects.Throws ("ab");
		Subjects.Throws ("abc");
	}

	static void Print (params object [] results)
	{
		foreach (object result in results)
			Console.WriteLine (result ?? "null");
	}
}
