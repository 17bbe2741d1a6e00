// SPDX-License-Identifier: MIT
// What the bigstep host is tried on. The runner knows how many definitions there are, so count when adding one.
using System;
using System.Runtime.CompilerServices;

public enum Color { Red, Green = 5 }

public struct Point
{
	public int X;
	public double Y;
}

// 5 definitions with a body: the constructor of Program is made by the compiler.
public class Program
{
	public static int Add (int a, int b) { return a + b; }
	public static double Add (double a, double b) { return a + b; }
	public static Color Next (Color color) { return color + 5; }
	public int Seven () { return 7; }
}

// 6
public static class Values
{
	public static string Describe (string text, char letter, bool flag) { return text + letter + flag; }
	public static Point MakePoint (int x, double y) { Point point; point.X = x; point.Y = y; return point; }
	public static int[] Squares (int count)
	{
		var squares = new int [count];
		for (int i = 0; i < count; i++)
			squares [i] = i * i;
		return squares;
	}
	public static void Throw (string message) { throw new InvalidOperationException (message); }
	public static int CountArguments (string[] arguments) { return arguments.Length; }
	public static byte Narrow (byte small) { return small; }
}

// 2; compiling must not run the static constructor
public static class Loud
{
	static Loud () { Console.WriteLine ("a static constructor ran"); }
	public static int Value = 3;
	public static int Read () { return Value; }
}

// No body, not counted: 2 methods of the interface, 1 abstract; 1 constructor with a body
public interface IEmpty { void First (); void Second (); }
public abstract class Base { public abstract void Nothing (); }

// 7 definitions, of which the last has no valid instantiation
public static class Generic
{
	public static T Any<T> (T value) { return value; }                                       // 2 instantiations
	public static T Reference<T> (T value) where T : class { return value; }                 // object
	public static T Value<T> (T value) where T : struct { return value; }                    // int
	public static int Mixed<T, U> (T first, U second) where T : class where U : struct { return 1; } // object, int
	public static T New<T> () where T : new () { return new T (); }                          // 2
	public static int Compare<T> (T a, T b) where T : IComparable<T> { return a.CompareTo (b); } // int
	public static string Message<T> (T exception) where T : Exception { return exception.Message; } // none
}

// 4: the constructors of both (2 instantiations each), Get and Pair (2 each)
public class Outer<T>
{
	public T Get (T value) { return value; }

	public class Inner<U>
	{
		public static int Pair (T first, U second) { return 2; }
	}
}

// What the test compiler (test-compiler.c) treats by name: 4
public static class Trouble
{
	public static int Crash () { return 1; }
	public static int Hang () { return 2; }
	public static int EatMemory () { return 3; }
	public static int Decline () { return 4; }
}
