// SPDX-License-Identifier: MIT
//
// Makes domains, runs code in them and unloads them. Arguments: how many to warm up with, how many to measure. Prints a
// sum, and by how many KiB resident memory grew during the second part.
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading;

class Shape { public virtual int Area (int a) { return a; } }
class Square : Shape { public override int Area (int a) { return a * a; } }
struct Pair<T> { public T A, B; }

class Static<T> {
	static readonly List<T> list = new List<T> ();
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Add (T value) { list.Add (value); return list.Count; }
}

/* What each domain compiles anew */
class Remote : MarshalByRefObject {
	[ThreadStatic] static int count;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Catch (int a)
	{
		try {
			if (a % 2 == 0)
				throw new InvalidOperationException ("a" + a);
			return a;
		} catch (InvalidOperationException e) {
			return e.Message.Length;
		} finally {
			count++;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Loop (int[] numbers)
	{
		int sum = 0;
		foreach (int number in numbers)
			sum = sum * 31 + number;
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Structs (int a)
	{
		var pairs = new Dictionary<string, Pair<long>> ();
		for (int i = 0; i < 10; i++)
			pairs ["key" + i] = new Pair<long> { A = a, B = i };
		long sum = 0;
		foreach (var pair in pairs)
			sum += pair.Value.A * pair.Value.B;
		return (int) sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Cast (object value)
	{
		return value is IComparable<string> ? ((string) value).Length : value is int ? (int) value : -1;
	}

	public int Run (int seed)
	{
		Func<int, int> closure = a => a * seed;
		Shape shape = seed % 2 == 0 ? new Square () : new Shape ();
		int sum = Catch (seed) + Catch (seed + 1) + Loop (new [] { seed, 2, 3 }) + Structs (seed) + Cast ("text")
			+ Cast (seed) + closure (3) + shape.Area (7) + Static<int>.Add (1) + Static<string>.Add ("x");
		var thread = new Thread (() => { sum += count + Loop (new int [100]); });
		thread.Start ();
		thread.Join ();
		return sum;
	}
}

static class Program {
	static long Resident ()
	{
		foreach (string line in File.ReadAllLines ("/proc/self/status"))
			if (line.StartsWith ("VmRSS:"))
				return long.Parse (Regex.Match (line, "[0-9]+").Value);
		throw new InvalidOperationException ("/proc/self/status has no VmRSS");
	}

	static long Run (int count)
	{
		long sum = 0;
		for (int i = 0; i < count; i++) {
			AppDomain domain = AppDomain.CreateDomain ("domain" + i);
			var remote = (Remote) domain.CreateInstanceAndUnwrap (typeof (Remote).Assembly.FullName, "Remote");
			sum += remote.Run (i);
			AppDomain.Unload (domain);
			if (i % 10 == 0)
				GC.Collect ();
		}
		return sum;
	}

	static void Main (string[] arguments)
	{
		long sum = Run (int.Parse (arguments [0])), before = Resident ();
		sum += Run (int.Parse (arguments [1]));
		Console.WriteLine (sum + " " + (Resident () - before));
	}
}
