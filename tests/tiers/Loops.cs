// SPDX-License-Identifier: MIT
//
// Methods that are called once and loop for long: whoever gets fast there has left a frame in the middle. Each prints what comes
// of it. An argument is how many rounds each has.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;

struct Point
{
	public double X, Y;
	public int Count;
	public string Name;
}

sealed class Node
{
	public Node Next;
	public int Value;
}

static class Shapes
{
	public static long Arrays (int rounds)
	{
		var numbers = new int [1000];
		long sum = 0;
		for (int i = 0; i < rounds; ++i) {
			numbers [i % 1000] += i;
			sum += numbers [i * 7 % 1000];
		}
		return sum;
	}

	public static double Floats (int rounds, double factor, float small)
	{
		double sum = 0;
		float narrow = small;
		for (int i = 1; i <= rounds; ++i) {
			sum = sum * factor + 1.0 / i;
			narrow = narrow * small + i % 3;
		}
		return sum + narrow;
	}

	public static string Objects (int rounds)
	{
		Node head = null;
		var text = new StringBuilder ();
		for (int i = 0; i < rounds; ++i) {
			head = new Node { Next = i % 100 == 0 ? null : head, Value = i };
			if (i % (rounds / 10) == 0)
				text.Append (head.Value).Append (' ');
		}
		int length = 0;
		for (Node node = head; node != null; node = node.Next)
			++length;
		return text.Append (length).ToString ();
	}

	public static long Nested (int rounds)
	{
		long sum = 0;
		int side = (int) Math.Sqrt (rounds);
		for (int i = 0; i < side; ++i)
			for (int j = 0; j < side; ++j)
				sum += (i ^ j) % 7 - (i & j);
		return sum;
	}

	public static string InTry (int rounds)
	{
		int caught = 0, ended = 0, i = 0;
		while (i < rounds) {
			try {
				for (; i < rounds; ++i)
					if (i % (rounds / 5) == 3)
						throw new ArgumentException ("round " + i);
			} catch (ArgumentException exception) {
				caught += exception.Message.Length;
				++i;
			} finally {
				++ended;
			}
		}
		return caught + " " + ended;
	}

	public static Point Structs (int rounds, Point start, Node node, byte step)
	{
		Point point = start;
		Point [] points = { start, start };
		for (int i = 0; i < rounds; ++i) {
			points [i & 1].Count += step;
			point = points [i & 1];
			point.X += i;
		}
		point.Name += node.Value;
		return point;
	}

	public static long Many (int rounds, long a, long b, short c, long d, byte e, long f, sbyte g, string h, double i, bool j)
	{
		long sum = 0;
		do {
			sum += a * b + c - d + e * f + g + h.Length + (long) i + (j ? 1 : 0);
			++a;
			--g;
			e += 3;
			j = !j;
		} while (--rounds > 0);
		return sum + g + e;
	}

	public static int Collections (int rounds)
	{
		var list = new List<int> ();
		var words = new Dictionary<string, int> ();
		for (int i = 0; i < rounds / 50; ++i)
			list.Add (i);
		int sum = 0;
		foreach (int number in list)
			sum = sum * 31 + number;
		foreach (int number in list) {
			string word = "w" + number % 1000;
			int count;
			words.TryGetValue (word, out count);
			words [word] = count + 1;
		}
		return sum + words.Count;
	}

	public static int Locked (int rounds, object key)
	{
		int sum = 0;
		lock (key) {
			for (int i = 0; i < rounds; ++i)
				sum ^= i * 3;
		}
		return sum;
	}

	// The address of a variable is known while the loop runs.
	public static int Addresses (int rounds)
	{
		int number = 1;
		ref int reference = ref number;
		for (int i = 0; i < rounds; ++i)
			reference = reference * 3 + i;
		return number;
	}

	public static T Generic<T> (int rounds, T first, T second)
	{
		T last = first;
		for (int i = 0; i < rounds; ++i)
			last = i % 3 == 0 ? first : second;
		return last;
	}

	// The caller's frame shows in the trace, and so does the right line of the method.
	public static int Throwing (int rounds)
	{
		int left = rounds;
		for (int i = 0; i < rounds; ++i) {
			if (--left == 0)
				throw new InvalidOperationException ("at the end");
		}
		return left;
	}
}

sealed class Receiver
{
	int number;

	public Receiver Count (int rounds)
	{
		for (int i = 0; i < rounds; ++i)
			number += i % 5;
		return this;
	}

	public override string ToString () { return "receiver " + number; }
}

static class Program
{
	static volatile bool inLoop;

	static void Endless ()
	{
		long rounds = 0;
		try {
			try {
				for (;;) {
					++rounds;
					inLoop = true;
				}
			} finally {
				Console.WriteLine ("finally " + (rounds > 0));
			}
		} catch (ThreadAbortException) {
			Console.WriteLine ("aborted " + (rounds > 0));
		}
	}

	static void Abort ()
	{
		var thread = new Thread (Endless);
		thread.Start ();
		while (!inLoop)
			Thread.Yield ();
		Thread.Sleep (100);
		thread.Abort ();
		thread.Join ();
	}

	static void Collect (int rounds)
	{
		int sum = 0;
		bool isDone = false;
		var thread = new Thread (() => {
			while (!isDone) {
				GC.Collect ();
				Thread.Sleep (1);
			}
		});
		thread.Start ();
		for (int i = 0; i < rounds; ++i) {
			var node = new Node { Value = i, Next = new Node { Value = -i } };
			if (i % 10 == 0)
				sum += node.Value + node.Next.Value + 1;
		}
		isDone = true;
		thread.Join ();
		Console.WriteLine ("collect " + sum);
	}

	static int Main (string [] arguments)
	{
		int rounds = int.Parse (arguments [0]);
		Console.WriteLine ("arrays " + Shapes.Arrays (rounds));
		Console.WriteLine ("floats " + BitConverter.DoubleToInt64Bits (Shapes.Floats (rounds, 0.99, 0.5f)));
		Console.WriteLine ("objects " + Shapes.Objects (rounds));
		Console.WriteLine ("nested " + Shapes.Nested (rounds));
		Console.WriteLine ("try " + Shapes.InTry (rounds));
		Point point = Shapes.Structs (rounds, new Point { X = 1, Y = 2, Count = 3, Name = "point " },
			new Node { Value = 4 }, 5);
		Console.WriteLine ("structs " + point.X + " " + point.Y + " " + point.Count + " " + point.Name);
		Console.WriteLine ("many " + Shapes.Many (rounds, 1, 2, 3, 4, 5, 6, 7, "eight", 9.5, true));
		Console.WriteLine ("collections " + Shapes.Collections (rounds));
		Console.WriteLine ("locked " + Shapes.Locked (rounds, arguments));
		Console.WriteLine ("addresses " + Shapes.Addresses (rounds));
		Console.WriteLine ("generic " + Shapes.Generic (rounds, 1.5, 2.5) + " " + Shapes.Generic (rounds, "first", "second"));
		Console.WriteLine (new Receiver ().Count (rounds));
		try {
			Shapes.Throwing (rounds);
		} catch (InvalidOperationException exception) {
			Console.WriteLine (exception);
		}
		Collect (rounds / 10);
		Abort ();
		return 7;
	}
}
