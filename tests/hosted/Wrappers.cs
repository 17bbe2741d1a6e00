/* SPDX-License-Identifier: MIT
 *
 * Calls that go through wrappers of the runtime: of delegates, locked methods, methods of boxed values; stores into
 * arrays of references; casts that need a cache. Prints what comes out, with stack traces. */
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

interface IAdder {
	int Add (int value);
}

struct Adder : IAdder {
	public int Sum;
	public int Add (int value) { return Sum += value; }
	public override string ToString () { return "adder " + Sum; }
}

struct Large {
	public long First, Second;
	public string Third;
}

class Base { }
class Derived : Base { }
sealed class Sealed : Base { }
class Level2 : Derived { }
class Level3 : Level2 { }
class Level4 : Level3 { }
class Level5 : Level4 { }
class Level6 : Level5 { }

class Locked {
	int count;
	[MethodImpl (MethodImplOptions.Synchronized)] public int Count (int by) { return count += by; }
	[MethodImpl (MethodImplOptions.Synchronized)] public static string Shared (string text, double number)
	{
		return text + number;
	}
	[MethodImpl (MethodImplOptions.Synchronized)] public void Throws ()
	{
		throw new InvalidOperationException ("locked");
	}
	[MethodImpl (MethodImplOptions.Synchronized)] public T Generic<T> (T value) { count++; return value; }
}

class Program {
	delegate Large Maker (int number, string text);
	delegate void Changer (ref int value);

	static int sum;

	static void Try (Action action)
	{
		try {
			action ();
			Console.WriteLine ("nothing thrown");
		} catch (Exception e) {
			Console.WriteLine (e.GetType () + ": " + e.Message);
			Console.WriteLine (e.StackTrace);
		}
	}

	static void Sum (int value) { sum += value; }
	static string Concatenate (string first, string second) { return first + second; }
	static T Identity<T> (T value) { return value; }
	static Large Make (int number, string text)
	{
		return new Large { First = number, Second = -number, Third = text };
	}
	static void Throw (int value) { throw new ArgumentException ("thrown " + value); }
	static void Double (ref int value) { value *= 2; }

	static void Delegates ()
	{
		Action<int> several = Sum;
		several += Sum;
		several += value => sum *= 2;
		several (5);
		several (7);
		Console.WriteLine (sum);
		several += Throw;
		Try (() => several (1));

		MethodInfo method = typeof (Program).GetMethod ("Concatenate", BindingFlags.NonPublic | BindingFlags.Static);
		var closed = (Func<string, string>) Delegate.CreateDelegate (typeof (Func<string, string>), "closed ", method);
		Console.WriteLine (closed ("static") + (closed + closed) ("twice"));
		var open = (Func<object, string>) Delegate.CreateDelegate (typeof (Func<object, string>),
			typeof (object).GetMethod ("ToString"));
		Console.WriteLine (open (1.5) + open ("text") + open (new Adder { Sum = 3 }));
		Try (() => open (null));

		Func<int, int> number = Identity;
		Func<string, string> text = Identity;
		Func<Large, Large> large = Identity;
		Console.WriteLine ((number + number) (4) + (text + text) ("text") + (large + large) (Make (1, "large")).Third);
		Maker make = Make;
		make += Make;
		Large made = make (6, "made");
		Console.WriteLine (made.First + " " + made.Second + " " + made.Third);
		Changer change = Double;
		change += Double;
		int changed = 3;
		change (ref changed);
		Console.WriteLine (changed);
		IAdder boxed = new Adder ();
		Func<int, int> add = boxed.Add;
		add += boxed.Add;
		Console.WriteLine (add (2) + " " + add (3) + " " + boxed);

		/* Of the method of a value type, and of a box: what unboxes is between them (mini-trampolines.c). */
		object adder = new Adder { Sum = 100 };
		var later = (Func<int, int>) Delegate.CreateDelegate (typeof (Func<int, int>), adder, "Add");
		Func<string> name = new Adder { Sum = 7 }.ToString;
		Console.WriteLine (later (1) + " " + later (2) + " " + adder + " " + name ());
	}

	static void Locks ()
	{
		var locked = new Locked ();
		var threads = new Thread [4];
		for (int i = 0; i < threads.Length; ++i) {
			threads [i] = new Thread (() => {
				for (int j = 0; j < 10000; ++j)
					locked.Count (1);
			});
			threads [i].Start ();
		}
		foreach (Thread thread in threads)
			thread.Join ();
		Console.WriteLine (locked.Count (0) + Locked.Shared (" shared ", 2.5));
		Console.WriteLine (locked.Generic ("generic") + locked.Generic (8));
		Try (locked.Throws);
		Console.WriteLine (Monitor.IsEntered (locked));
		Func<int, int> count = locked.Count;
		Console.WriteLine (count (2));
		Try (() => ((Locked) null).Count (1));
	}

	static void Store (object [] array, int index, object value)
	{
		Try (() => {
			array [index] = value;
			Console.Write (array.GetType ().Name + " holds " + array [index] + ", ");
		});
	}

	static void Stores ()
	{
		Store (new object [1], 0, "any");
		Store (new Base [1], 0, new Derived ());
		Store (new Derived [1], 0, new Base ());
		Store (new Sealed [1], 0, new Sealed ());
		Store (new Sealed [1], 0, new Derived ());
		Store (new Level6 [1], 0, new Level6 ());
		Store (new Level6 [1], 0, new Level5 ());
		Store (new string [1], 0, 5);
		Store (new IComparable [1], 0, 5);
		Store (new IComparable [1], 0, new Base ());
		Store (new IEnumerable<object> [1], 0, new List<string> ());
		Store (new IEnumerable<object> [1], 0, new List<int> ());
		Store (new Func<object> [1], 0, (Func<string>) (() => ""));
		Store (new int [1] [], 0, new uint [1]);
		Store (new Base [1], 0, null);
		Store (new Base [1], 1, new Base ());
		Store (new object [0], 0, null);
		Store (null, 0, null);
	}

	static int Test (object value)
	{
		return (value is IEnumerable<object> ? 1 : 0) + (value is IComparable<string> ? 2 : 0)
			+ (value is Func<object> ? 4 : 0) + (value is IList<int> ? 8 : 0)
			+ (value is IEnumerable<IComparable<int> []> ? 16 : 0);
	}

	static void Casts ()
	{
		object [] values = { null, "text", new string [0], new int [0], new List<string> (), new List<int> (),
			(Func<string>) (() => ""), new uint [0], 5, new List<IComparable<int> []> () };
		for (int i = 0; i < 2; ++i) {
			foreach (object value in values) {
				Console.WriteLine (Test (value));
				Try (() => Console.Write (((IEnumerable<object>) value == null) + " "));
			}
		}
	}

	static void Main ()
	{
		Delegates ();
		Locks ();
		Stores ();
		Casts ();
	}
}
