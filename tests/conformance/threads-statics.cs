// Each thread has its own copy of a thread-static field: all types, generic classes, references across collections, and
// initial values on the first thread only (System.ThreadStaticAttribute)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

struct Pair { public string A; public long B; }

class CalleesStatics {
	[ThreadStatic] static int number;
	[ThreadStatic] static byte small;
	[ThreadStatic] static double real;
	[ThreadStatic] static string text;
	[ThreadStatic] static Pair pair;
	[ThreadStatic] static List<string> list;
	[ThreadStatic] static int initialised = 42;
	static int shared;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void AddTo (ref int to, int what) { to += what; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Use (int seed, int rounds)
	{
		if (list == null)
			list = new List<string> ();
		for (int i = 0; i < rounds; i++) {
			number += seed;
			AddTo (ref number, i);
			small = (byte) (small * 3 + seed);
			real += seed / 4.0;
			text = (text ?? "") + (i % 10 == 0 ? "t" + seed : "");
			pair.A = "pair" + i + seed;
			pair.B += i;
			list.Add (pair.A);
			if (i % 50 == seed % 50)
				Garbage.Collect ();
			Interlocked.Increment (ref shared);
		}
		int length = 0;
		foreach (string item in list)
			length += item.Length;
		return number + " " + small + " " + real + " " + text + " " + pair.A + pair.B + " " + length + " "
			+ initialised;
	}

	public static int Shared { get { return shared; } }
}

class CalleesGeneric<T> {
	[ThreadStatic] static T value;
	[ThreadStatic] static int count;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Set (T to)
	{
		string before = value + "," + count;
		value = to;
		count++;
		return before + " ";
	}
}

static class Callers {
	static string Generics (int seed)
	{
		string all = "";
		for (int i = 0; i < 3; i++)
			all += CalleesGeneric<int>.Set (seed + i) + CalleesGeneric<string>.Set ("s" + seed + i)
				+ CalleesGeneric<object>.Set (seed * i) + CalleesGeneric<KeyValuePair<string, int>>.Set (
					new KeyValuePair<string, int> ("k", seed));
		return all;
	}

	public static void Run ()
	{
		var results = new string [8];
		var threads = new Thread [results.Length];
		Report.Value ("main", CalleesStatics.Use (3, 100));
		for (int i = 0; i < threads.Length; i++) {
			int own = i;
			threads [i] = new Thread (() => {
				results [own] = CalleesStatics.Use (own, 100) + Generics (own);
				Thread.Yield ();
				results [own] += CalleesStatics.Use (own, 50);
			});
		}
		foreach (Thread thread in threads)
			thread.Start ();
		foreach (Thread thread in threads)
			thread.Join ();
		Report.Value ("threads", results);
		Report.Value ("main", CalleesStatics.Use (3, 10));
		Report.Value ("main", Generics (5));
		Report.Value ("shared", CalleesStatics.Shared);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
