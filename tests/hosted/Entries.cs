// SPDX-License-Identifier: MIT
//
// Methods for test-entries.c to enter in the middle. Their locals are numbered in the order of their declaration, and what
// the compiler adds comes behind.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

public struct Sample {
	public string Name;
	public double Weight;
	public int Count;
}

public class Link {
	public int Value;
	public Link Next;
	public virtual int Times (int by) { return Value * by; }
}

public class Entries {
	public int Step = 3;

	public static Link Chain (int count) {
		Link first = null;
		for (int i = count; i > 0; --i)
			first = new Link { Value = i * i, Next = first };
		return first;
	}

	public static List<int> List (int [] a) { return new List<int> (a); }

	// The host overwrites the buffer.
	[MethodImpl (MethodImplOptions.InternalCall)]
	static extern void Scribble ();

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Double (ref int value) { value *= 2; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static unsafe int Read (int *value) { return *value; }

	public static int Arrays (int [] a) {
		int sum = 0;
		for (int i = 0; i < a.Length; ++i)
			sum += a [i] * (i + 1);
		return sum;
	}

	public static double Doubles (double x, int n) {
		double sum = 0;
		for (int i = 0; i < n; ++i)
			sum = sum * x + i;
		return sum;
	}

	public static float Singles (float x, int n) {
		float sum = 0;
		for (int i = 0; i < n; ++i)
			sum = sum * x + i;
		return sum;
	}

	public static long Narrow (sbyte step, ushort start) {
		byte b = 250;
		short s = -3;
		char c = 'x';
		bool odd = false;
		long sum = start;
		for (int i = 0; i < 20; ++i) {
			b += 7;
			s -= (short) step;
			c++;
			odd = !odd;
			sum = sum * 3 + b + s + c + (odd ? 1 : 0);
		}
		return sum;
	}

	public static string Objects (Link first, string between) {
		string text = "";
		Link link = first;
		while (link != null) {
			Scribble ();
			GC.Collect ();
			text += link.Times (2) + between;
			link = link.Next;
		}
		return text;
	}

	public int Instance (int n) {
		int sum = 0;
		for (int i = 0; i < n; ++i)
			sum += Step++ * i;
		return sum;
	}

	public static int Nested (int n) {
		int sum = 0;
		for (int i = 0; i < n; ++i)
			for (int j = 0; j < i; ++j)
				sum = sum * 3 + i * j;
		return sum;
	}

	public static int Rounds (int [] a, int n) {
		int sum = 0;
		for (int round = 0; round < n; ++round)
			for (int i = 0; i < a.Length; ++i)
				sum += a [i] * (i + round);
		return sum;
	}

	public static int InTry (int [] a, int limit) {
		int sum = 0, i = 0;
		try {
			try {
				for (;;) {
					sum += a [i];
					i++;
					if (sum > limit)
						throw new InvalidOperationException ("limit");
				}
			} catch (IndexOutOfRangeException) {
				sum += 1000;
			} finally {
				sum *= 2;
			}
			sum += 10000;
		} catch (InvalidOperationException e) {
			sum += e.Message.Length + i;
		}
		return sum;
	}

	public static int Filtered (int n, int wanted) {
		int sum = 0;
		for (int i = 0; i < n; ++i)
			try {
				if (i % 3 == 0)
					throw new ArgumentException ("three");
				sum += i;
			} catch (ArgumentException) when (i == wanted) {
				sum += 100;
			} catch (ArgumentException) {
				sum += 7;
			}
		return sum;
	}

	public static int BehindTry (int [] a) {
		int sum = 0, i;
		try {
			sum = a [0];
		} catch (NullReferenceException) when (a == null) {
			return -1;
		}
		for (i = 1; i < a.Length; ++i)
			sum = sum * 2 + a [i];
		return sum;
	}

	public static Sample Structs (Sample sample, int n) {
		Sample sum = new Sample ();
		for (int i = 0; i < n; ++i) {
			sum.Name = sum.Name + sample.Name;
			sum.Weight += sample.Weight * i;
			sum.Count += sample.Count + i;
		}
		return sum;
	}

	public static int Addresses (string [] texts) {
		int sum = 0, value;
		for (int i = 0; i < texts.Length; ++i) {
			if (!int.TryParse (texts [i], out value))
				value = -5;
			Double (ref value);
			sum += value;
		}
		return sum;
	}

	public static int Enumerated (List<int> list) {
		int sum = 0;
		foreach (int one in list)
			sum = sum * 2 + one;
		return sum;
	}

	public static int Recursive (int n) {
		int sum = 1;
		for (int i = 0; i < n; ++i)
			sum += Recursive (i);
		return sum;
	}

	public static unsafe int Pinned (int [] a) {
		int sum = 0;
		fixed (int *p = a)
			for (int i = 0; i < a.Length; ++i)
				sum = sum * 2 + p [i];
		return sum;
	}

	public static int Throws (int [] a) {
		int sum = 0;
		for (int i = 0; ; ++i)
			sum += a [i];
	}

	// ---- No entry ----

	public static unsafe int Pointer (int n) {
		int value = 5;
		int *p = &value;
		for (int i = 0; i < n; ++i)
			*p += i;
		return value;
	}

	public static unsafe int PassedPointer (int n) {
		int value = 5;
		for (int i = 0; i < n; ++i)
			value += Read (&value);
		return value;
	}

	public static unsafe int StackMemory (int n) {
		int *p = stackalloc int [4];
		for (int i = 0; i < n; ++i)
			p [i & 3] += i;
		return p [0] + p [3];
	}

	public static unsafe int NewPointer (int n) {
		int value = 5, sum = 0;
		for (int i = 0; i < n; ++i) {
			int *p = &value;
			*p += i;
			sum += *p;
		}
		return sum;
	}

	public static int Listed (__arglist) {
		ArgIterator arguments = new ArgIterator (__arglist);
		int sum = 0;
		for (int i = 0; i < 10; ++i)
			sum += arguments.GetRemainingCount ();
		return sum;
	}

	public static int OnStack (int [] a) {
		int i = 0;
		return a [0] + (a.Length > 1 ? Arrays (a) : ++i);
	}

	public static int InHandlers (int n) {
		int sum = 0;
		try {
			throw new Exception ();
		} catch (Exception) {
			for (int i = 0; i < n; ++i)
				sum += i;
		} finally {
			for (int i = 0; i < n; ++i)
				sum *= i + 1;
		}
		return sum;
	}
}

public class Generic<T> {
	public static int Find (T [] a, T wanted) {
		int at = -1;
		for (int i = 0; i < a.Length; ++i)
			if (EqualityComparer<T>.Default.Equals (a [i], wanted))
				at = i;
		return at;
	}
}
