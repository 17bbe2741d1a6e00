// The thread pool, timers, tasks, continuations, cancellation, parallel loops and asynchronous delegates
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Work (int i)
	{
		long sum = 0;
		for (int j = 0; j < 1000; j++)
			sum = sum * 31 + (i ^ j);
		return sum & 0xffffffffff;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Fail (int i)
	{
		if (i % 3 == 0)
			throw new InvalidOperationException ("failed " + i);
		return i;
	}
}

static class Callers {
	static void WorkItems ()
	{
		long sum = 0;
		var done = new CountdownEvent (300);
		for (int i = 0; i < 300; i++)
			ThreadPool.QueueUserWorkItem (state => {
				Interlocked.Add (ref sum, Callees.Work ((int) state));
				done.Signal ();
			}, i);
		done.Wait ();
		Report.Value ("work items", sum);
	}

	static void Waits ()
	{
		var events = new AutoResetEvent (false);
		var done = new ManualResetEvent (false);
		int signals = 0;
		RegisteredWaitHandle registered = ThreadPool.RegisterWaitForSingleObject (events, (state, timedOut) => {
			if (!timedOut)
				Interlocked.Increment (ref signals);
			done.Set ();
		}, null, -1, true);
		events.Set ();
		done.WaitOne ();
		registered.Unregister (null);
		Report.Value ("signals", signals);
		int ticks = 0;
		var ticked = new ManualResetEvent (false);
		using (new Timer (_ => {
			if (Interlocked.Increment (ref ticks) == 3)
				ticked.Set ();
		}, null, 0, 1))
			ticked.WaitOne ();
		Report.Value ("ticks", ticks >= 3);
	}

	static void Delegates ()
	{
		Func<int, long> work = Callees.Work;
		var results = Enumerable.Range (0, 20).Select (i => work.BeginInvoke (i, null, null)).ToArray ();
		Report.Value ("asynchronous delegates", results.Sum (result => work.EndInvoke (result)));
		Func<int, int> fail = Callees.Fail;
		Report.Throws ("failing", () => fail.EndInvoke (fail.BeginInvoke (3, null, null)));
	}

	static void Tasks ()
	{
		var tasks = Enumerable.Range (0, 100).Select (i => Task.Run (() => Callees.Work (i))).ToArray ();
		Task.WaitAll (tasks);
		Report.Value ("tasks", tasks.Sum (task => task.Result));
		Task<string> chain = Task.Run (() => 1).ContinueWith (task => task.Result + 1)
			.ContinueWith (task => "chain" + task.Result);
		Report.Value ("chain", chain.Result);
		var failing = Enumerable.Range (1, 9).Select (i => Task.Run (() => Callees.Fail (i))).ToArray ();
		try {
			Task.WaitAll (failing);
		} catch (AggregateException e) {
			Report.Value ("failures",
				e.InnerExceptions.Select (inner => inner.Message).OrderBy (text => text).ToArray ());
		}
		var source = new CancellationTokenSource ();
		Task cancelled = Task.Run (() => {
			for (;;)
				source.Token.ThrowIfCancellationRequested ();
		}, source.Token);
		source.Cancel ();
		try {
			cancelled.Wait ();
		} catch (AggregateException e) {
			Report.Value ("cancelled", e.InnerException.GetType ().Name);
		}
		Report.Value ("status", cancelled.Status.ToString ());
		var parent = Task.Factory.StartNew (() => {
			var children = new int [5];
			for (int i = 0; i < 5; i++) {
				int own = i;
				Task.Factory.StartNew (() => { children [own] = own * own; }, TaskCreationOptions.AttachedToParent);
			}
			return children;
		});
		parent.Wait ();
		Report.Value ("children", parent.Result);
	}

	static void Loops ()
	{
		long sum = 0;
		Parallel.For (0, 500, i => { Interlocked.Add (ref sum, Callees.Work (i)); });
		Report.Value ("parallel for", sum);
		sum = 0;
		Parallel.ForEach (Enumerable.Range (0, 100), () => 0L, (i, state, local) => local + Callees.Work (i),
			local => { Interlocked.Add (ref sum, local); });
		Report.Value ("parallel for each", sum);
		Report.Value ("parallel query", Enumerable.Range (0, 500).AsParallel ().Where (i => i % 2 == 0)
			.Select (i => Callees.Work (i)).Sum ());
		try {
			Parallel.For (0, 10, i => Callees.Fail (i));
		} catch (AggregateException e) {
			Report.Value ("failed", e.InnerExceptions.All (inner => inner is InvalidOperationException));
		}
	}

	public static void Run ()
	{
		WorkItems ();
		Waits ();
		Delegates ();
		Tasks ();
		Loops ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
