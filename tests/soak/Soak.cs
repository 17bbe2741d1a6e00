// SPDX-License-Identifier: MIT
//
// Everything at once, for a time: thread pool, exceptions, domains, dynamic methods, regular expressions, collections.
// Each kind of work checks its own results. Argument: minutes. Prints every five seconds the time in seconds, the
// resident memory in KiB and how often each kind of work was done; ends with status 1 at the first wrong result.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

class Wrong : Exception {
	public Wrong (string what) : base (what) { }

	public static void Unless (bool right, string what)
	{
		if (!right)
			throw new Wrong (what);
	}
}

static class Pool {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static long Work (int i)
	{
		long sum = 0;
		for (int j = 0; j < 100; j++)
			sum += i ^ j;
		return sum;
	}

	public static void Run (int round)
	{
		long sum = 0, expected = 0;
		using (var done = new CountdownEvent (50)) {
			for (int i = 0; i < 50; i++) {
				int own = round + i;
				expected += Work (own);
				ThreadPool.QueueUserWorkItem (_ => {
					Interlocked.Add (ref sum, Work (own));
					done.Signal ();
				});
			}
			done.Wait ();
		}
		Wrong.Unless (sum == expected, "work items");
		Task<int>[] tasks = Enumerable.Range (0, 20).Select (async i => {
			await Task.Yield ();
			return i * round;
		}).ToArray ();
		Task.WaitAll (tasks);
		Wrong.Unless (tasks.Sum (task => (long) task.Result) == 190L * round, "tasks");
	}
}

static class Exceptions {
	class Own : Exception {
		public readonly int Number;
		public Own (int number) { Number = number; }
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Throw (int depth, int number)
	{
		try {
			if (depth == 0)
				throw new Own (number);
			return Throw (depth - 1, number) + 1;
		} finally {
			finallys++;
		}
	}

	[ThreadStatic] static int finallys;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Nested (int number)
	{
		try {
			try {
				return Throw (5, number);
			} catch (Own e) when (e.Number % 2 == 0) {
				return e.Number;
			}
		} catch (Own e) {
			try {
				throw new InvalidOperationException ("inner", e);
			} catch (InvalidOperationException inner) {
				return ((Own) inner.InnerException).Number * 2;
			}
		}
	}

	public static void Run (int round)
	{
		for (int i = 0; i < 20; i++) {
			int number = round * 20 + i, before = finallys;
			Wrong.Unless (Nested (number) == (number % 2 == 0 ? number : number * 2), "caught");
			Wrong.Unless (finallys == before + 6, "finallys");
			try {
				object none = i % 2 == 0 ? null : new int [1];
				number = i % 2 == 0 ? none.GetHashCode () : ((int[]) none) [i + 1];
				throw new Wrong ("no exception");
			} catch (NullReferenceException) {
				Wrong.Unless (i % 2 == 0, "null reference");
			} catch (IndexOutOfRangeException) {
				Wrong.Unless (i % 2 != 0, "index");
			}
		}
		if (round % 50 == 0)
			Wrong.Unless (Trace ().Contains ("Throw"), "stack trace");
	}

	static string Trace ()
	{
		try {
			Throw (3, 1);
			return "";
		} catch (Own e) {
			return e.StackTrace;
		}
	}
}

class Remote : MarshalByRefObject {
	static readonly List<string> names = new List<string> ();

	public int Run (int round)
	{
		var numbers = new Dictionary<int, string> ();
		for (int i = 0; i < 100; i++)
			numbers [i * round] = "n" + i;
		names.AddRange (numbers.Values);
		int caught = 0;
		try {
			throw new InvalidOperationException ();
		} catch (InvalidOperationException) {
			caught++;
		}
		return numbers.Count + names.Count + caught;
	}
}

static class Domains {
	public static void Run (int round)
	{
		AppDomain domain = AppDomain.CreateDomain ("domain" + round);
		try {
			var remote = (Remote) domain.CreateInstanceAndUnwrap (typeof (Remote).Assembly.FullName, "Remote");
			Wrong.Unless (remote.Run (round + 1) == 201, "domain");
		} finally {
			AppDomain.Unload (domain);
		}
	}
}

static class Dynamic {
	public static int Twice (int value) { return 2 * value; }

	public static void Run (int round)
	{
		var method = new DynamicMethod ("Method" + round, typeof (int), new [] { typeof (int) }, typeof (Dynamic));
		ILGenerator body = method.GetILGenerator ();
		LocalBuilder result = body.DeclareLocal (typeof (int));
		body.BeginExceptionBlock ();
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Ldc_I4, round);
		body.Emit (OpCodes.Add);
		body.Emit (OpCodes.Call, typeof (Dynamic).GetMethod ("Twice"));
		body.Emit (OpCodes.Stloc, result);
		body.BeginFinallyBlock ();
		body.Emit (OpCodes.Ldloc, result);
		body.Emit (OpCodes.Ldstr, "text");
		body.Emit (OpCodes.Callvirt, typeof (string).GetProperty ("Length").GetGetMethod ());
		body.Emit (OpCodes.Add);
		body.Emit (OpCodes.Stloc, result);
		body.EndExceptionBlock ();
		body.Emit (OpCodes.Ldloc, result);
		body.Emit (OpCodes.Ret);
		var function = (Func<int, int>) method.CreateDelegate (typeof (Func<int, int>));
		for (int i = 0; i < 10; i++)
			Wrong.Unless (function (i) == 2 * (i + round) + 4, "dynamic method");
	}
}

static class Expressions {
	public static void Run (int round)
	{
		var options = round % 10 == 0 ? RegexOptions.Compiled : RegexOptions.None;
		string pattern = "(?<word>[a-z]+)-(?<number>" + round % 100 + "\\d*)|x{" + round % 7 + ",}y";
		var expression = new Regex (pattern, options);
		string text = string.Join (" ", Enumerable.Range (0, 50).Select (i => "word-" + i));
		int expected = Enumerable.Range (0, 50).Count (i => i.ToString ().StartsWith ((round % 100).ToString ()));
		Wrong.Unless (expression.Matches (text).Count == expected, "matches");
		Wrong.Unless (expression.Replace (text, "${number}").Length <= text.Length, "replaced");
	}
}

static class Collections {
	static readonly object[] kept = new object [100];

	public static void Run (int round)
	{
		var byNumber = new Dictionary<int, string> ();
		var sorted = new SortedDictionary<string, int> ();
		for (int i = 0; i < 300; i++) {
			byNumber [i] = "value" + i;
			sorted ["key" + i] = i;
		}
		Wrong.Unless (byNumber.Values.Distinct ().Count () == 300, "dictionary");
		Wrong.Unless (sorted.Values.Sum () == 44850, "sorted dictionary");
		kept [round % kept.Length] = byNumber;
		var other = (Dictionary<int, string>) kept [round * 7 % kept.Length];
		Wrong.Unless (other == null || other [round % 300] == "value" + round % 300, "kept");
		Wrong.Unless (Enumerable.Range (0, 1000).Reverse ().OrderBy (i => i).First () == 0, "order");
		if (round % 100 == 0)
			GC.Collect (round % 1000 == 0 ? 2 : 0);
	}
}

static class Program {
	static readonly Action<int>[] works = {
		Pool.Run, Exceptions.Run, Domains.Run, Dynamic.Run, Expressions.Run, Collections.Run
	};
	static readonly int[] rounds = new int [works.Length];
	static volatile bool stop;
	static Exception failure;

	static void Work (int index)
	{
		try {
			for (int round = 1; !stop; round++) {
				works [index] (round);
				rounds [index] = round;
				Thread.Sleep (2);
			}
		} catch (Exception e) {
			failure = e;
		}
	}

	static string Resident ()
	{
		foreach (string line in File.ReadAllLines ("/proc/self/status"))
			if (line.StartsWith ("VmRSS:"))
				return line.Substring (6, line.Length - 9).Trim ();
		throw new InvalidOperationException ("/proc/self/status has no VmRSS");
	}

	static int Main (string[] arguments)
	{
		double seconds = double.Parse (arguments [0]) * 60;
		var watch = Stopwatch.StartNew ();
		var threads = works.Select ((work, index) => new Thread (() => Work (index))).ToArray ();
		foreach (Thread thread in threads)
			thread.Start ();
		Console.WriteLine ("# seconds KiB " + string.Join (" ", works.Select (work => work.Method.DeclaringType.Name)));
		while (failure == null && watch.Elapsed.TotalSeconds < seconds) {
			Thread.Sleep (5000);
			Console.WriteLine ((int) watch.Elapsed.TotalSeconds + " " + Resident () + " " + string.Join (" ", rounds));
		}
		stop = true;
		foreach (Thread thread in threads)
			thread.Join ();
		if (failure == null)
			return 0;
		Console.Error.WriteLine (failure);
		return 1;
	}
}
