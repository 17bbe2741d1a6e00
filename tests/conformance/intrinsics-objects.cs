// Intrinsics of objects, strings, delegates and types, and of Span, which stands on System.ByReference
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

public struct Pair {
	public int First;
	public object Second;
}

public class Plain { }
public class Derived : Plain { public int Field; public Derived () : base () { Field = 5; } }

public enum Colour : short { Red = -1, Green = 300 }

public delegate T Maker<T> (int number, T value);

public static unsafe class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Span<T> Slice<T> (T [] array, int start, int length) { return new Span<T> (array, start, length); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Item<T> (Span<T> span, int index) { return span [index]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void SetItem<T> (Span<T> span, int index, T value) { span [index] = value; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (char [] characters) { return new string (characters); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (char character, int count) { return new string (character, count); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (char [] characters, int start, int length)
	{
		return new string (characters, start, length);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (char* characters) { return new string (characters); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (sbyte* characters, int start, int length) { return new string (characters, start, length); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool Lock (object o)
	{
		bool taken = false;
		System.Threading.Monitor.Enter (o);
		System.Threading.Monitor.Enter (o, ref taken);
		System.Threading.Monitor.Exit (o);
		bool held = System.Threading.Monitor.IsEntered (o);
		System.Threading.Monitor.Exit (o);
		return taken && held && !System.Threading.Monitor.IsEntered (o);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Length (string text) { return text.Length; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static char Character (string text, int index) { return text [index]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Offset () { return RuntimeHelpers.OffsetToStringData; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static char Fixed (string text, int index)
	{
		fixed (char* characters = text)
			return characters [index];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Type TypeOf (object value) { return value.GetType (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Type TypeOf<T> () { return typeof (T); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool Same (Type a, Type b) { return a == b; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool Is<T> () { return typeof (T) == typeof (int); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Maker<T> Made<T> (object target) { return new Maker<T> (Static<T>); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Call<T> (Maker<T> maker, int number, T value) { return maker (number, value); }

	static T Static<T> (int number, T value) { return number == 0 ? value : default (T); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static object New () { return new object (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Derived NewDerived () { return new Derived (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool EnumerationsEqual<T> (T a, T b) { return EqualityComparer<T>.Default.Equals (a, b); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int EnumerationHash<T> (T a) { return EqualityComparer<T>.Default.GetHashCode (a); }
}

public static unsafe class Callers {
	static void Span<T> (T first, T second)
	{
		T [] array = { first, second, first, second };
		Span<T> span = Callees.Slice (array, 1, 2);
		Console.WriteLine ("{0} {1} {2}", span.Length, Callees.Item (span, 0), Callees.Item (span, 1));
		Callees.SetItem (span, 1, second);
		Console.WriteLine ("{0} {1}", array [2], Callees.Item (span.Slice (1), 0));
	}

	public static void Run ()
	{
		Span<byte> (1, 200);
		Span (1L << 40, -2);
		Span (1.5, 2.5);
		Span ("first", "second");
		Span (new Pair { First = 3 }, new Pair { First = 4, Second = "pair" });
		Span<int?> (null, 7);
		int* numbers = stackalloc int [4];
		numbers [2] = 42;
		Console.WriteLine (Callees.Item (new Span<int> (numbers, 4), 2));

		Console.WriteLine (Callees.Text (new [] { 'a', 'b' }) + Callees.Text ('x', 3) + Callees.Text ((char []) null));
		Console.WriteLine (Callees.Text (new [] { 'a', 'b', 'c' }, 1, 2) + Callees.Text ('y', 0) + ".");
		fixed (char* characters = "pointer")
			Console.WriteLine (Callees.Text (characters + 2));
		sbyte* bytes = stackalloc sbyte [3];
		bytes [0] = (sbyte) 'p'; bytes [1] = (sbyte) 'q'; bytes [2] = (sbyte) 'r';
		Console.WriteLine (Callees.Text (bytes, 1, 2));
		Console.WriteLine (Callees.Lock (new object ()));
		Console.WriteLine (Callees.Length ("length") + Callees.Length (""));
		Console.WriteLine ("" + Callees.Character ("character", 0) + Callees.Character ("character", 8));
		Console.WriteLine (Callees.Offset () + " " + Callees.Fixed ("fixed", 2));

		Console.WriteLine (Callees.TypeOf (1) + " " + Callees.TypeOf ("") + " " + Callees.TypeOf (new int [1, 1]));
		Console.WriteLine (Callees.TypeOf<List<string>> () + " " + Callees.TypeOf<Pair> () + " " + Callees.TypeOf<int> ());
		Console.WriteLine (Callees.Same (typeof (int), Callees.TypeOf (5)));
		Console.WriteLine (Callees.Same (typeof (int), null));
		Console.WriteLine (Callees.Same (null, null));
		Console.WriteLine (Callees.Is<int> () + " " + Callees.Is<uint> () + " " + Callees.Is<string> ());

		Console.WriteLine (Callees.Call (Callees.Made<string> (null), 0, "made"));
		Console.WriteLine (Callees.Call (Callees.Made<Pair> (null), 0, new Pair { First = 9 }).First);
		Maker<long> made = (number, value) => number + value;
		made += (number, value) => number * value;
		Console.WriteLine (Callees.Call (made, 6, 7L));
		Console.WriteLine (Callees.New () + " " + Callees.NewDerived ().Field);
		Console.WriteLine (Callees.EnumerationsEqual (Colour.Green, Colour.Green) + " " +
			Callees.EnumerationsEqual (Colour.Green, Colour.Red));
		Console.WriteLine (Callees.EnumerationHash (Colour.Red) + " " + Callees.EnumerationHash (DayOfWeek.Friday));
	}
}

public static class Program {
	public static void Main ()
	{
		Callers.Run ();
		Report.Throws (() => Callees.Item (Callees.Slice (new int [3], 0, 2), 2));
		Report.Throws (() => Callees.Slice (new int [3], 2, 2));
		Report.Throws (() => Callees.Slice<object> (new string [3], 0, 1));
		Report.Throws (() => Callees.Text ('x', -1));
		Report.Throws (() => Callees.Lock (null));
		Report.Throws (() => Callees.Length (null));
		Report.Throws (() => Callees.Character (null, 0));
		Report.Throws (() => Callees.Character ("text", 4));
		Report.Throws (() => Callees.Character ("text", -1));
		Report.Throws (() => Callees.TypeOf (null));
		Report.Throws (() => Callees.Call<int> (null, 1, 2));
	}
}
